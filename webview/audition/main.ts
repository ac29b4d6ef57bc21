import './audition.css';
