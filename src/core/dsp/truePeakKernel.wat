;; Interpolated samples of a true-peak meter, in SIMD. scripts/build-wat.mjs turns this into truePeakKernel.wasm.ts.
;; Memory: 0 i32, where the last call of find found its peak: 4 · window + phase;
;; 64 sixteen times three f32, the coefficients of the pairs of taps k and 31 − k: even and odd part of phase 1 (phase 3 is
;; its mirror), and phase 2; 512 what is looked at closer, six vectors; 640 the samples.
(module
  (memory (export "memory") 1)

  ;; Looks at `windows` windows of 32 samples that begin at $x, $x + 4 … and are followed by room for eight more.
  ;; Returns the largest magnitude if it exceeds $peak, else $peak. growth: see truePeakFilter.ts; a stretch whose samples
  ;; cannot reach $peak is left out.
  (func (export "find") (param $x i32) (param $windows i32) (param $peak f32) (param $growth f32) (result f32)
    (local $end i32) (local $stop i32) (local $from i32) (local $start i32) (local $tap i32) (local $right i32) (local $p i32)
    (local $bound v128) (local $c v128) (local $a v128) (local $b v128) (local $sum v128) (local $largest v128)
    (local $e0 v128) (local $o0 v128) (local $h0 v128) (local $e1 v128) (local $o1 v128) (local $h1 v128)
    (local $i i32) (local $j i32) (local $value f32)
    (local.set $start (local.get $x))
    (local.set $end (i32.add (local.get $x) (i32.shl (local.get $windows) (i32.const 2))))
    (block $done
      (loop $stretch
        (br_if $done (i32.ge_u (local.get $x) (local.get $end)))
        ;; The largest of the 64 + 31 samples that a stretch of 64 windows takes, and of one more.
        (local.set $bound (v128.const i64x2 0 0))
        (local.set $from (local.get $x))
        (local.set $stop (i32.add (local.get $x) (i32.const 384)))
        (loop $sample
          (local.set $bound (f32x4.pmax (local.get $bound) (f32x4.abs (v128.load (local.get $from)))))
          (local.set $from (i32.add (local.get $from) (i32.const 16)))
          (br_if $sample (i32.lt_u (local.get $from) (local.get $stop))))
        (local.set $stop (i32.add (local.get $x) (i32.const 256)))
        (if (v128.any_true (f32x4.gt
              (f32x4.mul (local.get $bound) (f32x4.splat (local.get $growth)))
              (f32x4.splat (local.get $peak))))
          (then
            (loop $eight
              (local.set $e0 (v128.const i64x2 0 0)) (local.set $e1 (v128.const i64x2 0 0))
              (local.set $o0 (v128.const i64x2 0 0)) (local.set $o1 (v128.const i64x2 0 0))
              (local.set $h0 (v128.const i64x2 0 0)) (local.set $h1 (v128.const i64x2 0 0))
              (local.set $from (local.get $x))
              (local.set $right (i32.add (local.get $x) (i32.const 124)))
              (local.set $tap (i32.const 64))
              (loop $pair
                (local.set $a (v128.load (local.get $from)))
                (local.set $b (v128.load (local.get $right)))
                (local.set $sum (f32x4.add (local.get $a) (local.get $b)))
                (local.set $c (v128.load32_splat (local.get $tap)))
                (local.set $e0 (f32x4.add (local.get $e0) (f32x4.mul (local.get $c) (local.get $sum))))
                (local.set $h0 (f32x4.add (local.get $h0)
                  (f32x4.mul (v128.load32_splat offset=8 (local.get $tap)) (local.get $sum))))
                (local.set $o0 (f32x4.add (local.get $o0)
                  (f32x4.mul (v128.load32_splat offset=4 (local.get $tap)) (f32x4.sub (local.get $a) (local.get $b)))))
                (local.set $a (v128.load offset=16 (local.get $from)))
                (local.set $b (v128.load offset=16 (local.get $right)))
                (local.set $sum (f32x4.add (local.get $a) (local.get $b)))
                (local.set $e1 (f32x4.add (local.get $e1) (f32x4.mul (local.get $c) (local.get $sum))))
                (local.set $h1 (f32x4.add (local.get $h1)
                  (f32x4.mul (v128.load32_splat offset=8 (local.get $tap)) (local.get $sum))))
                (local.set $o1 (f32x4.add (local.get $o1)
                  (f32x4.mul (v128.load32_splat offset=4 (local.get $tap)) (f32x4.sub (local.get $a) (local.get $b)))))
                (local.set $from (i32.add (local.get $from) (i32.const 4)))
                (local.set $right (i32.sub (local.get $right) (i32.const 4)))
                (local.set $tap (i32.add (local.get $tap) (i32.const 12)))
                (br_if $pair (i32.lt_u (local.get $tap) (i32.const 256))))
              ;; |even| + |odd| is the larger of |phase 1| and |phase 3|.
              (local.set $largest (f32x4.pmax
                (f32x4.pmax (f32x4.abs (local.get $h0)) (f32x4.abs (local.get $h1)))
                (f32x4.pmax
                  (f32x4.add (f32x4.abs (local.get $e0)) (f32x4.abs (local.get $o0)))
                  (f32x4.add (f32x4.abs (local.get $e1)) (f32x4.abs (local.get $o1))))))
              (if (v128.any_true (f32x4.gt (local.get $largest) (f32x4.splat (local.get $peak))))
                (then
                  (v128.store offset=512 (i32.const 0) (f32x4.abs (f32x4.add (local.get $e0) (local.get $o0))))
                  (v128.store offset=528 (i32.const 0) (f32x4.abs (f32x4.add (local.get $e1) (local.get $o1))))
                  (v128.store offset=544 (i32.const 0) (f32x4.abs (local.get $h0)))
                  (v128.store offset=560 (i32.const 0) (f32x4.abs (local.get $h1)))
                  (v128.store offset=576 (i32.const 0) (f32x4.abs (f32x4.sub (local.get $e0) (local.get $o0))))
                  (v128.store offset=592 (i32.const 0) (f32x4.abs (f32x4.sub (local.get $e1) (local.get $o1))))
                  (local.set $i (i32.const 0))
                  (loop $window
                    (local.set $p (i32.add (local.get $x) (i32.shl (local.get $i) (i32.const 2))))
                    (if (i32.lt_u (local.get $p) (local.get $end))
                      (then
                        (local.set $j (i32.const 0))
                        (loop $phase
                          (local.set $value (f32.load offset=512
                            (i32.add (i32.shl (local.get $i) (i32.const 2)) (i32.shl (local.get $j) (i32.const 5)))))
                          (if (f32.gt (local.get $value) (local.get $peak))
                            (then
                              (local.set $peak (local.get $value))
                              (i32.store (i32.const 0)
                                (i32.add (i32.add (i32.sub (local.get $p) (local.get $start)) (local.get $j)) (i32.const 1)))))
                          (local.set $j (i32.add (local.get $j) (i32.const 1)))
                          (br_if $phase (i32.lt_u (local.get $j) (i32.const 3))))))
                    (local.set $i (i32.add (local.get $i) (i32.const 1)))
                    (br_if $window (i32.lt_u (local.get $i) (i32.const 8))))))
              (local.set $x (i32.add (local.get $x) (i32.const 32)))
              (br_if $eight (i32.and
                (i32.lt_u (local.get $x) (local.get $stop))
                (i32.lt_u (local.get $x) (local.get $end)))))))
        (local.set $x (local.get $stop))
        (br $stretch)))
    (local.get $peak)))
