;; What a scan does with every sample, in SIMD. scripts/build-wat.mjs turns this into scanKernel.wasm.ts.
;; Memory: 0 seven f64, the coefficients b0 b1 b2 a1 a2 of the shelf and a1 a2 of the high-pass (BS.1770-5);
;; 64 two f64, the sums of the last call of energy. All else is laid out by scanKernel.ts.
(module
  (memory (export "memory") 1)

  ;; K-weights two channels, one in each lane, and sums the squares of what comes out.
  ;; state: four pairs of f64, two for each filter (transposed direct form II).
  (func (export "energy") (param $left i32) (param $right i32) (param $frames i32) (param $state i32)
    (local $end i32) (local $x v128) (local $m v128) (local $y v128) (local $sum v128)
    (local $z1 v128) (local $z2 v128) (local $z3 v128) (local $z4 v128)
    (local $b0 v128) (local $b1 v128) (local $b2 v128) (local $a1 v128) (local $a2 v128)
    (local $c1 v128) (local $c2 v128)
    (local.set $z1 (v128.load (local.get $state)))
    (local.set $z2 (v128.load offset=16 (local.get $state)))
    (local.set $z3 (v128.load offset=32 (local.get $state)))
    (local.set $z4 (v128.load offset=48 (local.get $state)))
    (local.set $b0 (v128.load64_splat (i32.const 0)))
    (local.set $b1 (v128.load64_splat (i32.const 8)))
    (local.set $b2 (v128.load64_splat (i32.const 16)))
    (local.set $a1 (v128.load64_splat (i32.const 24)))
    (local.set $a2 (v128.load64_splat (i32.const 32)))
    (local.set $c1 (v128.load64_splat (i32.const 40)))
    (local.set $c2 (v128.load64_splat (i32.const 48)))
    (local.set $end (i32.add (local.get $left) (i32.shl (local.get $frames) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $left) (local.get $end)))
        (local.set $x (f64x2.promote_low_f32x4
          (v128.load32_lane 1 (local.get $right) (v128.load32_zero (local.get $left)))))
        ;; Sums are ordered so that each output waits for one multiplication and two additions only.
        (local.set $m (f64x2.add (f64x2.mul (local.get $b0) (local.get $x)) (local.get $z1)))
        (local.set $z1 (f64x2.sub
          (f64x2.add (f64x2.mul (local.get $b1) (local.get $x)) (local.get $z2))
          (f64x2.mul (local.get $a1) (local.get $m))))
        (local.set $z2 (f64x2.sub
          (f64x2.mul (local.get $b2) (local.get $x))
          (f64x2.mul (local.get $a2) (local.get $m))))
        ;; The high-pass has the numerator 1 −2 1.
        (local.set $y (f64x2.add (local.get $m) (local.get $z3)))
        (local.set $z3 (f64x2.sub
          (f64x2.sub (local.get $z4) (f64x2.add (local.get $m) (local.get $m)))
          (f64x2.mul (local.get $c1) (local.get $y))))
        (local.set $z4 (f64x2.sub (local.get $m) (f64x2.mul (local.get $c2) (local.get $y))))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.mul (local.get $y) (local.get $y))))
        (local.set $left (i32.add (local.get $left) (i32.const 4)))
        (local.set $right (i32.add (local.get $right) (i32.const 4)))
        (br $next)))
    (v128.store (local.get $state) (local.get $z1))
    (v128.store offset=16 (local.get $state) (local.get $z2))
    (v128.store offset=32 (local.get $state) (local.get $z3))
    (v128.store offset=48 (local.get $state) (local.get $z4))
    (v128.store (i32.const 64) (local.get $sum)))

  ;; Minimum, maximum and mean square of whole blocks of one channel, as f32 at out, out + stride …
  ;; size: frames of a block, a multiple of 4. The mean square of a block with NaN or infinity is not finite.
  (func (export "peaks") (param $plane i32) (param $blocks i32) (param $size i32) (param $out i32) (param $stride i32)
    (local $end i32) (local $x v128) (local $wide v128)
    (local $min v128) (local $max v128) (local $even v128) (local $odd v128)
    (block $done
      (loop $block
        (br_if $done (i32.eqz (local.get $blocks)))
        (local.set $end (i32.add (local.get $plane) (i32.shl (local.get $size) (i32.const 2))))
        (local.set $min (v128.load (local.get $plane)))
        (local.set $max (local.get $min))
        (local.set $even (v128.const i64x2 0 0))
        (local.set $odd (v128.const i64x2 0 0))
        (loop $next
          (local.set $x (v128.load (local.get $plane)))
          (local.set $min (f32x4.pmin (local.get $min) (local.get $x)))
          (local.set $max (f32x4.pmax (local.get $max) (local.get $x)))
          (local.set $wide (f64x2.promote_low_f32x4 (local.get $x)))
          (local.set $even (f64x2.add (local.get $even) (f64x2.mul (local.get $wide) (local.get $wide))))
          (local.set $wide (f64x2.promote_low_f32x4
            (i8x16.shuffle 8 9 10 11 12 13 14 15 8 9 10 11 12 13 14 15 (local.get $x) (local.get $x))))
          (local.set $odd (f64x2.add (local.get $odd) (f64x2.mul (local.get $wide) (local.get $wide))))
          (local.set $plane (i32.add (local.get $plane) (i32.const 16)))
          (br_if $next (i32.lt_u (local.get $plane) (local.get $end))))
        (local.set $even (f64x2.add (local.get $even) (local.get $odd)))
        (f32.store (local.get $out) (f32.min
          (f32.min (f32x4.extract_lane 0 (local.get $min)) (f32x4.extract_lane 1 (local.get $min)))
          (f32.min (f32x4.extract_lane 2 (local.get $min)) (f32x4.extract_lane 3 (local.get $min)))))
        (f32.store offset=4 (local.get $out) (f32.max
          (f32.max (f32x4.extract_lane 0 (local.get $max)) (f32x4.extract_lane 1 (local.get $max)))
          (f32.max (f32x4.extract_lane 2 (local.get $max)) (f32x4.extract_lane 3 (local.get $max)))))
        (f32.store offset=8 (local.get $out) (f32.demote_f64 (f64.div
          (f64.add (f64x2.extract_lane 0 (local.get $even)) (f64x2.extract_lane 1 (local.get $even)))
          (f64.convert_i32_u (local.get $size)))))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (local.set $blocks (i32.sub (local.get $blocks) (i32.const 1)))
        (br $block))))

  ;; Mid (left + right) * 0.5 and side (left - right) * 0.5, each step rounded to f32. Goes on to whole vectors.
  (func (export "midSide") (param $left i32) (param $right i32) (param $mid i32) (param $side i32) (param $frames i32)
    (local $end i32) (local $l v128) (local $r v128) (local $half v128)
    (local.set $half (v128.const f32x4 0.5 0.5 0.5 0.5))
    (local.set $end (i32.add (local.get $left) (i32.shl (local.get $frames) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $left) (local.get $end)))
        (local.set $l (v128.load (local.get $left)))
        (local.set $r (v128.load (local.get $right)))
        (v128.store (local.get $mid) (f32x4.mul (f32x4.add (local.get $l) (local.get $r)) (local.get $half)))
        (v128.store (local.get $side) (f32x4.mul (f32x4.sub (local.get $l) (local.get $r)) (local.get $half)))
        (local.set $left (i32.add (local.get $left) (i32.const 16)))
        (local.set $right (i32.add (local.get $right) (i32.const 16)))
        (local.set $mid (i32.add (local.get $mid) (i32.const 16)))
        (local.set $side (i32.add (local.get $side) (i32.const 16)))
        (br $next)))))
