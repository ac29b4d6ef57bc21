;; Sums, peak, changes of sign and a decaying mean of one channel, in SIMD. scripts/build-wat.mjs turns this into
;; levelKernel.wasm.ts. Memory, f64: 0 k and k², 16 k³ and k⁴ (k: what a frame keeps of the mean), 32 twice 1 − k, 48 0 and k;
;; in and out: 64 mean, 72 its minimum, 80 its maximum; out: 88 sum, 96 sum of squares; 104 f32 peak;
;; 108 i32 changes of sign; 112 i32 not 0 if a sample is zero (then changes of sign mean nothing). 256: the sample before
;; the first is at 252.
(module
  (memory (export "memory") 1)

  ;; frames: a multiple of 4.
  (func (export "levels") (param $x i32) (param $frames i32)
    (local $end i32) (local $s v128) (local $p v128) (local $q v128) (local $u v128) (local $w v128) (local $v v128)
    (local $near v128) (local $far v128) (local $rest v128) (local $next v128)
    (local $min v128) (local $max v128) (local $sum v128) (local $odd v128) (local $squares v128) (local $oddSquares v128)
    (local $peak v128) (local $changes v128) (local $zero v128) (local $none v128)
    (local.set $near (v128.load (i32.const 0)))
    (local.set $far (v128.load (i32.const 16)))
    (local.set $rest (v128.load (i32.const 32)))
    (local.set $next (v128.load (i32.const 48)))
    (local.set $v (v128.load64_splat (i32.const 64)))
    (local.set $min (v128.load64_splat (i32.const 72)))
    (local.set $max (v128.load64_splat (i32.const 80)))
    (local.set $end (i32.add (local.get $x) (i32.shl (local.get $frames) (i32.const 2))))
    (block $done
      (loop $four
        (br_if $done (i32.ge_u (local.get $x) (local.get $end)))
        (local.set $s (v128.load (local.get $x)))
        (local.set $peak (f32x4.pmax (local.get $peak) (f32x4.abs (local.get $s))))
        (local.set $zero (v128.or (local.get $zero) (f32x4.eq (local.get $s) (local.get $none))))
        (local.set $changes (i32x4.add (local.get $changes) (i32x4.shr_u
          (v128.xor (local.get $s) (v128.load (i32.sub (local.get $x) (i32.const 4)))) (i32.const 31))))
        (local.set $p (f64x2.promote_low_f32x4 (local.get $s)))
        (local.set $q (f64x2.promote_low_f32x4
          (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $s) (local.get $s))))
        (local.set $sum (f64x2.add (local.get $sum) (local.get $p)))
        (local.set $odd (f64x2.add (local.get $odd) (local.get $q)))
        (local.set $p (f64x2.mul (local.get $p) (local.get $p)))
        (local.set $q (f64x2.mul (local.get $q) (local.get $q)))
        (local.set $squares (f64x2.add (local.get $squares) (local.get $p)))
        (local.set $oddSquares (f64x2.add (local.get $oddSquares) (local.get $q)))
        ;; The mean behind each of four samples, all from the one before them: the chain is one step for four.
        (local.set $u (f64x2.mul (local.get $rest) (f64x2.add (local.get $p) (f64x2.mul (local.get $next)
          (i8x16.shuffle 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 (local.get $p) (local.get $p))))))
        (local.set $w (f64x2.add (local.get $u) (f64x2.mul (local.get $near) (local.get $v))))
        (local.set $min (f64x2.pmin (local.get $min) (local.get $w)))
        (local.set $max (f64x2.pmax (local.get $max) (local.get $w)))
        (local.set $q (f64x2.mul (local.get $rest) (f64x2.add (local.get $q) (f64x2.mul (local.get $next)
          (i8x16.shuffle 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 (local.get $q) (local.get $q))))))
        (local.set $u (f64x2.add (local.get $q) (f64x2.mul (local.get $near)
          (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $u) (local.get $u)))))
        (local.set $w (f64x2.add (local.get $u) (f64x2.mul (local.get $far) (local.get $v))))
        (local.set $min (f64x2.pmin (local.get $min) (local.get $w)))
        (local.set $max (f64x2.pmax (local.get $max) (local.get $w)))
        (local.set $v (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $w) (local.get $w)))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br $four)))
    (f64.store (i32.const 64) (f64x2.extract_lane 0 (local.get $v)))
    (f64.store (i32.const 72)
      (f64.min (f64x2.extract_lane 0 (local.get $min)) (f64x2.extract_lane 1 (local.get $min))))
    (f64.store (i32.const 80)
      (f64.max (f64x2.extract_lane 0 (local.get $max)) (f64x2.extract_lane 1 (local.get $max))))
    (local.set $sum (f64x2.add (local.get $sum) (local.get $odd)))
    (f64.store (i32.const 88)
      (f64.add (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))
    (local.set $squares (f64x2.add (local.get $squares) (local.get $oddSquares)))
    (f64.store (i32.const 96)
      (f64.add (f64x2.extract_lane 0 (local.get $squares)) (f64x2.extract_lane 1 (local.get $squares))))
    (f32.store (i32.const 104) (f32.max
      (f32.max (f32x4.extract_lane 0 (local.get $peak)) (f32x4.extract_lane 1 (local.get $peak)))
      (f32.max (f32x4.extract_lane 2 (local.get $peak)) (f32x4.extract_lane 3 (local.get $peak)))))
    (i32.store (i32.const 108) (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $changes)) (i32x4.extract_lane 1 (local.get $changes)))
      (i32.add (i32x4.extract_lane 2 (local.get $changes)) (i32x4.extract_lane 3 (local.get $changes)))))
    (i32.store (i32.const 112) (v128.any_true (local.get $zero))))

  ;; The largest |x(i−1) − 2x(i) + x(i+1)| of each 32 samples from the second on, as f64 at out.
  (func (export "bends") (param $x i32) (param $blocks i32) (param $out i32)
    (local $end i32) (local $m v128) (local $left v128) (local $right v128) (local $most v128)
    (block $done
      (loop $block
        (br_if $done (i32.eqz (local.get $blocks)))
        (local.set $end (i32.add (local.get $x) (i32.const 128)))
        (local.set $most (v128.const i64x2 0 0))
        (loop $two
          (local.set $left (f64x2.promote_low_f32x4 (v128.load64_zero (local.get $x))))
          (local.set $m (f64x2.promote_low_f32x4 (v128.load64_zero offset=4 (local.get $x))))
          (local.set $right (f64x2.promote_low_f32x4 (v128.load64_zero offset=8 (local.get $x))))
          (local.set $most (f64x2.pmax (local.get $most) (f64x2.abs (f64x2.add
            (f64x2.sub (local.get $left) (f64x2.add (local.get $m) (local.get $m)))
            (local.get $right)))))
          (local.set $x (i32.add (local.get $x) (i32.const 8)))
          (br_if $two (i32.lt_u (local.get $x) (local.get $end))))
        (f64.store (local.get $out)
          (f64.max (f64x2.extract_lane 0 (local.get $most)) (f64x2.extract_lane 1 (local.get $most))))
        (local.set $out (i32.add (local.get $out) (i32.const 8)))
        (local.set $blocks (i32.sub (local.get $blocks) (i32.const 1)))
        (br $block)))))
