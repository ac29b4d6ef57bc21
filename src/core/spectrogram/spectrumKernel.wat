;; Columns of a spectrogram, in SIMD, around PFFFT's transform and in its memory. scripts/build-wat.mjs turns this into
;; spectrumKernel.wasm.ts. Where things lie is said by wasmKernel.ts.
(module
  (import "pffft" "memory" (memory 1))
  (import "pffft" "transform" (func $transform (param i32 i32 i32 i32 i32)))

  ;; samples · window into input, `bytes` of each (a multiple of 32). 0 where a sample is not finite, 1 where all are as
  ;; good as silent (no bin can reach -340 dBFS; such windows need no transform, which denormals would slow down), else 2.
  (func $window (param $samples i32) (param $window i32) (param $input i32) (param $bytes i32) (result i32)
    (local $end i32) (local $x v128) (local $y v128) (local $bad v128) (local $zero v128) (local $most v128)
    (local.set $end (i32.add (local.get $samples) (local.get $bytes)))
    (loop $next
      (local.set $x (f32x4.mul (v128.load (local.get $samples)) (v128.load (local.get $window))))
      (local.set $y (f32x4.mul (v128.load offset=16 (local.get $samples)) (v128.load offset=16 (local.get $window))))
      (v128.store (local.get $input) (local.get $x))
      (v128.store offset=16 (local.get $input) (local.get $y))
      (local.set $x (f32x4.abs (local.get $x)))
      (local.set $y (f32x4.abs (local.get $y)))
      (local.set $most (f32x4.pmax (local.get $most) (f32x4.pmax (local.get $x) (local.get $y))))
      ;; 0 · x is 0, or NaN for NaN and infinity.
      (local.set $bad (f32x4.add (local.get $bad) (f32x4.mul (local.get $zero)
        (f32x4.add (local.get $x) (local.get $y)))))
      (local.set $samples (i32.add (local.get $samples) (i32.const 32)))
      (local.set $window (i32.add (local.get $window) (i32.const 32)))
      (local.set $input (i32.add (local.get $input) (i32.const 32)))
      (br_if $next (i32.lt_u (local.get $samples) (local.get $end))))
    (if (i32.eqz (i32x4.all_true (f32x4.eq (local.get $bad) (local.get $zero)))) (then (return (i32.const 0))))
    (i32.add (i32.const 1)
      (v128.any_true (f32x4.gt (local.get $most) (v128.const f32x4 1e-22 1e-22 1e-22 1e-22)))))

  ;; Powers of a spectrum in PFFFT's own order (four real parts, four imaginary ones, and so on) into as many accumulators
  ;; of that order: the largest, or the sum. Bin 0 comes with the real Nyquist bin as its imaginary part; that one's
  ;; accumulator stands behind all others. Both have no mirror image: a quarter of the power.
  (func $gather (param $spectrum i32) (param $powers i32) (param $bytes i32) (param $mean i32)
    (local $end i32) (local $x v128) (local $y v128) (local $first f32) (local $dc f32) (local $nyquist f32)
    (local.set $end (i32.add (local.get $powers) (local.get $bytes)))
    (local.set $first (f32.load (local.get $powers)))
    (local.set $dc (f32.mul (f32.load (local.get $spectrum)) (f32.const 0.5)))
    (local.set $dc (f32.mul (local.get $dc) (local.get $dc)))
    (local.set $nyquist (f32.mul (f32.load offset=16 (local.get $spectrum)) (f32.const 0.5)))
    (local.set $nyquist (f32.mul (local.get $nyquist) (local.get $nyquist)))
    (if (local.get $mean)
      (then
        (loop $next
          (local.set $x (v128.load (local.get $spectrum)))
          (local.set $y (v128.load offset=16 (local.get $spectrum)))
          (v128.store (local.get $powers) (f32x4.add (v128.load (local.get $powers)) (f32x4.add
            (f32x4.mul (local.get $x) (local.get $x)) (f32x4.mul (local.get $y) (local.get $y)))))
          (local.set $spectrum (i32.add (local.get $spectrum) (i32.const 32)))
          (local.set $powers (i32.add (local.get $powers) (i32.const 16)))
          (br_if $next (i32.lt_u (local.get $powers) (local.get $end))))
        (local.set $dc (f32.add (local.get $dc) (local.get $first)))
        (local.set $nyquist (f32.add (local.get $nyquist) (f32.load (local.get $end)))))
      (else
        (loop $next
          (local.set $x (v128.load (local.get $spectrum)))
          (local.set $y (v128.load offset=16 (local.get $spectrum)))
          (v128.store (local.get $powers) (f32x4.max (v128.load (local.get $powers)) (f32x4.add
            (f32x4.mul (local.get $x) (local.get $x)) (f32x4.mul (local.get $y) (local.get $y)))))
          (local.set $spectrum (i32.add (local.get $spectrum) (i32.const 32)))
          (local.set $powers (i32.add (local.get $powers) (i32.const 16)))
          (br_if $next (i32.lt_u (local.get $powers) (local.get $end))))
        (local.set $dc (f32.max (local.get $dc) (local.get $first)))
        (local.set $nyquist (f32.max (local.get $nyquist) (f32.load (local.get $end))))))
    (f32.store (i32.sub (local.get $end) (local.get $bytes)) (local.get $dc))
    (f32.store (local.get $end) (local.get $nyquist)))

  ;; Windows of a column, `hop` bytes apart, into its accumulators, which begin at zero where `fresh`. 0 where a sample is
  ;; not finite. plan: i32 each, window, its bytes, input, spectrum, work, setup, accumulators, their bytes, mean.
  (func (export "gather") (param $plan i32) (param $samples i32) (param $hop i32) (param $windows i32) (param $fresh i32)
    (result i32)
    (local $powers i32) (local $bytes i32) (local $kind i32)
    (local.set $powers (i32.load offset=24 (local.get $plan)))
    (local.set $bytes (i32.load offset=28 (local.get $plan)))
    (if (local.get $fresh)
      (then (memory.fill (local.get $powers) (i32.const 0) (i32.add (local.get $bytes) (i32.const 4)))))
    (loop $next
      (local.set $kind (call $window (local.get $samples) (i32.load (local.get $plan))
        (i32.load offset=8 (local.get $plan)) (i32.load offset=4 (local.get $plan))))
      (if (i32.eqz (local.get $kind)) (then (return (i32.const 0))))
      (if (i32.eq (local.get $kind) (i32.const 2))
        (then
          (call $transform (i32.load offset=20 (local.get $plan)) (i32.load offset=8 (local.get $plan))
            (i32.load offset=12 (local.get $plan)) (i32.load offset=16 (local.get $plan)) (i32.const 0))
          (call $gather (i32.load offset=12 (local.get $plan)) (local.get $powers) (local.get $bytes)
            (i32.load offset=32 (local.get $plan)))))
      (local.set $samples (i32.add (local.get $samples) (local.get $hop)))
      (local.set $windows (i32.sub (local.get $windows) (i32.const 1)))
      (br_if $next (local.get $windows)))
    (i32.const 1))

  (func $reverse (param $x v128) (result v128)
    (i8x16.shuffle 12 13 14 15 8 9 10 11 4 5 6 7 0 1 2 3 (local.get $x) (local.get $x)))

  ;; Accumulators from PFFFT's order into that of the bins, times scale. Of each four vectors of accumulators the first
  ;; and third go up from bins 0 and n/4, the second and fourth down from n/4 and n/2; the very first of these two
  ;; belong to n/8 and 3n/8. n: of the transform.
  (func (export "order") (param $powers i32) (param $out i32) (param $n i32) (param $scale f32)
    (local $from i32) (local $end i32) (local $quarter i32) (local $up i32) (local $down i32) (local $factor v128)
    (local.set $factor (f32x4.splat (local.get $scale)))
    (local.set $quarter (local.get $n))
    (local.set $from (local.get $powers))
    (local.set $end (i32.add (local.get $powers) (i32.shl (local.get $n) (i32.const 1))))
    (local.set $up (local.get $out))
    ;; Three floats below bin n/4, so that the first of a vector lands on it.
    (local.set $down (i32.sub (i32.add (local.get $out) (local.get $quarter)) (i32.const 12)))
    (loop $next
      (v128.store (i32.add (local.get $down) (local.get $quarter))
        (call $reverse (f32x4.mul (local.get $factor) (v128.load offset=48 (local.get $from)))))
      (v128.store (local.get $down)
        (call $reverse (f32x4.mul (local.get $factor) (v128.load offset=16 (local.get $from)))))
      (v128.store (i32.add (local.get $up) (local.get $quarter))
        (f32x4.mul (local.get $factor) (v128.load offset=32 (local.get $from))))
      (v128.store (local.get $up) (f32x4.mul (local.get $factor) (v128.load (local.get $from))))
      (local.set $up (i32.add (local.get $up) (i32.const 16)))
      (local.set $down (i32.sub (local.get $down) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $from) (local.get $end))))
    (local.set $up (i32.add (local.get $out) (i32.shr_u (local.get $quarter) (i32.const 1))))
    (f32.store (local.get $up) (f32.mul (local.get $scale) (f32.load offset=16 (local.get $powers))))
    (f32.store (i32.add (local.get $up) (local.get $quarter))
      (f32.mul (local.get $scale) (f32.load offset=48 (local.get $powers))))
    (f32.store (i32.add (local.get $out) (i32.shl (local.get $quarter) (i32.const 1)))
      (f32.mul (local.get $scale) (f32.load (local.get $end)))))

  ;; Codes (levelCode.ts) of four powers: 2560 log₁₀ p + 49152, the logarithm to 0.00005 dB by a polynomial of the mantissa.
  (func $code (param $p v128) (result v128)
    (local $t v128)
    (local.set $t (f32x4.sub
      (v128.or (v128.and (local.get $p) (v128.const i32x4 0x7fffff 0x7fffff 0x7fffff 0x7fffff))
        (v128.const f32x4 1 1 1 1))
      (v128.const f32x4 1 1 1 1)))
    (v128.bitselect
      (i32x4.min_s
        (i32x4.trunc_sat_f32x4_s (f32x4.add
          (f32x4.mul
            (f32x4.add
              (f32x4.convert_i32x4_s (i32x4.shr_u (local.get $p) (i32.const 23)))
              (f32x4.add (local.get $t) (f32x4.mul
                (f32x4.mul (local.get $t) (f32x4.sub (v128.const f32x4 1 1 1 1) (local.get $t)))
                (f32x4.add (v128.const f32x4 0.44191703 0.44191703 0.44191703 0.44191703)
                (f32x4.mul (local.get $t)
                (f32x4.add (v128.const f32x4 -0.26717932 -0.26717932 -0.26717932 -0.26717932)
                (f32x4.mul (local.get $t)
                (f32x4.add (v128.const f32x4 0.14842646 0.14842646 0.14842646 0.14842646)
                (f32x4.mul (local.get $t)
                (v128.const f32x4 -0.045148923 -0.045148923 -0.045148923 -0.045148923))))))))))
            (v128.const f32x4 770.63679 770.63679 770.63679 770.63679))
          ;; 49152 − 127 · 770.63679 and a half, to round.
          (v128.const f32x4 -48718.3722 -48718.3722 -48718.3722 -48718.3722)))
        (v128.const i32x4 65534 65534 65534 65534))
      (v128.const i32x4 65535 65535 65535 65535)
      (f32x4.lt (local.get $p) (v128.const f32x4 inf inf inf inf))))

  ;; Codes of `bins` powers, eight at a time.
  (func (export "codes") (param $powers i32) (param $out i32) (param $bins i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $powers) (i32.shl (local.get $bins) (i32.const 2))))
    (loop $next
      (v128.store (local.get $out) (i16x8.narrow_i32x4_u
        (call $code (v128.load (local.get $powers)))
        (call $code (v128.load offset=16 (local.get $powers)))))
      (local.set $powers (i32.add (local.get $powers) (i32.const 32)))
      (local.set $out (i32.add (local.get $out) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $powers) (local.get $end)))))

  ;; Eight columns of codes, `pitch` bytes apart, into rows of eight, `stride` bytes apart; eight bins at a time.
  (func (export "turn") (param $columns i32) (param $pitch i32) (param $out i32) (param $stride i32)
    (local $end i32)
    (local $v0 v128) (local $v1 v128) (local $v2 v128) (local $v3 v128)
    (local $v4 v128) (local $v5 v128) (local $v6 v128) (local $v7 v128)
    (local $a0 v128) (local $a1 v128) (local $a2 v128) (local $a3 v128)
    (local $a4 v128) (local $a5 v128) (local $a6 v128) (local $a7 v128)
    (local.set $end (i32.add (local.get $columns) (local.get $pitch)))
    (loop $next
        (local.set $v0 (v128.load (local.get $columns)))
        (local.set $v1 (v128.load (i32.add (local.get $columns) (i32.mul (local.get $pitch) (i32.const 1)))))
        (local.set $v2 (v128.load (i32.add (local.get $columns) (i32.mul (local.get $pitch) (i32.const 2)))))
        (local.set $v3 (v128.load (i32.add (local.get $columns) (i32.mul (local.get $pitch) (i32.const 3)))))
        (local.set $v4 (v128.load (i32.add (local.get $columns) (i32.mul (local.get $pitch) (i32.const 4)))))
        (local.set $v5 (v128.load (i32.add (local.get $columns) (i32.mul (local.get $pitch) (i32.const 5)))))
        (local.set $v6 (v128.load (i32.add (local.get $columns) (i32.mul (local.get $pitch) (i32.const 6)))))
        (local.set $v7 (v128.load (i32.add (local.get $columns) (i32.mul (local.get $pitch) (i32.const 7)))))
        (local.set $a0 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $v0) (local.get $v1)))
        (local.set $a1 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $v0) (local.get $v1)))
        (local.set $a2 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $v2) (local.get $v3)))
        (local.set $a3 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $v2) (local.get $v3)))
        (local.set $a4 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $v4) (local.get $v5)))
        (local.set $a5 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $v4) (local.get $v5)))
        (local.set $a6 (i8x16.shuffle 0 1 16 17 2 3 18 19 4 5 20 21 6 7 22 23 (local.get $v6) (local.get $v7)))
        (local.set $a7 (i8x16.shuffle 8 9 24 25 10 11 26 27 12 13 28 29 14 15 30 31 (local.get $v6) (local.get $v7)))
        (local.set $v0 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a0) (local.get $a2)))
        (local.set $v1 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a0) (local.get $a2)))
        (local.set $v2 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a1) (local.get $a3)))
        (local.set $v3 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a1) (local.get $a3)))
        (local.set $v4 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a4) (local.get $a6)))
        (local.set $v5 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a4) (local.get $a6)))
        (local.set $v6 (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a5) (local.get $a7)))
        (local.set $v7 (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a5) (local.get $a7)))
        (v128.store (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $v0) (local.get $v4)))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (v128.store (local.get $out) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $v0) (local.get $v4)))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (v128.store (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $v1) (local.get $v5)))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (v128.store (local.get $out) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $v1) (local.get $v5)))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (v128.store (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $v2) (local.get $v6)))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (v128.store (local.get $out) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $v2) (local.get $v6)))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (v128.store (local.get $out) (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $v3) (local.get $v7)))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (v128.store (local.get $out) (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $v3) (local.get $v7)))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (local.set $columns (i32.add (local.get $columns) (i32.const 16)))
        (br_if $next (i32.lt_u (local.get $columns) (local.get $end)))))

  (func $mix (param $a v128) (param $b v128) (param $weight v128) (result v128)
    (local.set $a (f32x4.convert_i32x4_s (local.get $a)))
    (i32x4.trunc_sat_f32x4_s (f32x4.add
      (f32x4.add (local.get $a)
        (f32x4.mul (local.get $weight) (f32x4.sub (f32x4.convert_i32x4_s (local.get $b)) (local.get $a))))
      (v128.const f32x4 0.5 0.5 0.5 0.5))))

  ;; Rows of bins (rows.ts): the largest code of a row's bins, or one between two. Bins and rows are `stride` bytes long, a
  ;; multiple of 16. The code of what is not a number is the largest, so that it wins.
  (func (export "rows") (param $tile i32) (param $stride i32) (param $first i32) (param $count i32) (param $weight i32)
    (param $rows i32) (param $out i32)
    (local $from i32) (local $bins i32) (local $at i32) (local $bin i32) (local $left i32)
    (local $x v128) (local $y v128) (local $mixed v128) (local $w v128)
    (block $done
      (loop $row
        (br_if $done (i32.eqz (local.get $rows)))
        (local.set $from (i32.load (local.get $first)))
        (local.set $bins (i32.load (local.get $count)))
        (if (i32.lt_s (local.get $from) (i32.const 0))
          (then (memory.fill (local.get $out) (i32.const 0) (local.get $stride)))
          (else
            (local.set $from (i32.add (local.get $tile) (i32.mul (local.get $from) (local.get $stride))))
            (local.set $w (v128.load32_splat (local.get $weight)))
            (local.set $at (i32.const 0))
            (loop $column
              (local.set $bin (i32.add (local.get $from) (local.get $at)))
              (local.set $x (v128.load (local.get $bin)))
              (if (local.get $bins)
                (then
                  (local.set $left (i32.sub (local.get $bins) (i32.const 1)))
                  (block $over
                    (loop $more
                      (br_if $over (i32.eqz (local.get $left)))
                      (local.set $bin (i32.add (local.get $bin) (local.get $stride)))
                      (local.set $x (i16x8.max_u (local.get $x) (v128.load (local.get $bin))))
                      (local.set $left (i32.sub (local.get $left) (i32.const 1)))
                      (br $more))))
                (else
                  (local.set $y (v128.load (i32.add (local.get $bin) (local.get $stride))))
                  (local.set $mixed (i16x8.narrow_i32x4_u
                    (call $mix (i32x4.extend_low_i16x8_u (local.get $x)) (i32x4.extend_low_i16x8_u (local.get $y))
                      (local.get $w))
                    (call $mix (i32x4.extend_high_i16x8_u (local.get $x)) (i32x4.extend_high_i16x8_u (local.get $y))
                      (local.get $w))))
                  (local.set $x (v128.or (local.get $mixed) (i16x8.eq
                    (i16x8.max_u (local.get $x) (local.get $y)) (v128.const i32x4 -1 -1 -1 -1))))))
              (v128.store (i32.add (local.get $out) (local.get $at)) (local.get $x))
              (local.set $at (i32.add (local.get $at) (i32.const 16)))
              (br_if $column (i32.lt_u (local.get $at) (local.get $stride))))))
        (local.set $out (i32.add (local.get $out) (local.get $stride)))
        (local.set $first (i32.add (local.get $first) (i32.const 4)))
        (local.set $count (i32.add (local.get $count) (i32.const 4)))
        (local.set $weight (i32.add (local.get $weight) (i32.const 4)))
        (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))
        (br $row)))))
