import './library.css';
