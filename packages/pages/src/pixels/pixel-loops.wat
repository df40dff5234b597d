;; The loops that look at every pixel of a page, sixteen at a time (WebAssembly SIMD).
;; Callers copy rows in and results out: pixel-loops.ts. After a change: node packages/pages/test/compile-pixel-loops.ts
(module
  (import "pixels" "memory" (memory 24))

  ;; One shade of each pixel of `channels` bytes, 3 or 4; not 0 where any of them has a colour.
  ;; Reads and writes whole sixteens of pixels: what stands behind the last must be white.
  (func (export "shades")
    (param $from i32) (param $to i32) (param $pixels i32) (param $channels i32) (result i32)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $red v128) (local $green v128) (local $blue v128) (local $apart v128)
    (local $end i32)
    (local.set $end (i32.add (local.get $to) (local.get $pixels)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
      (local.set $a (v128.load (local.get $from)))
      (local.set $b (v128.load offset=16 (local.get $from)))
      (local.set $c (v128.load offset=32 (local.get $from)))
      (if (i32.eq (local.get $channels) (i32.const 3))
        (then
          (local.set $red (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 17 20 23 26 29
            (i8x16.shuffle 0 3 6 9 12 15 18 21 24 27 30 0 0 0 0 0 (local.get $a) (local.get $b))
            (local.get $c)))
          (local.set $green (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 18 21 24 27 30
            (i8x16.shuffle 1 4 7 10 13 16 19 22 25 28 31 0 0 0 0 0 (local.get $a) (local.get $b))
            (local.get $c)))
          (local.set $blue (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 16 19 22 25 28 31
            (i8x16.shuffle 2 5 8 11 14 17 20 23 26 29 0 0 0 0 0 0 (local.get $a) (local.get $b))
            (local.get $c)))
          (local.set $from (i32.add (local.get $from) (i32.const 48))))
        (else
          (local.set $d (v128.load offset=48 (local.get $from)))
          (local.set $red (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (i8x16.shuffle 0 4 8 12 16 20 24 28 0 0 0 0 0 0 0 0 (local.get $a) (local.get $b))
            (i8x16.shuffle 0 4 8 12 16 20 24 28 0 0 0 0 0 0 0 0 (local.get $c) (local.get $d))))
          (local.set $green (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (i8x16.shuffle 1 5 9 13 17 21 25 29 0 0 0 0 0 0 0 0 (local.get $a) (local.get $b))
            (i8x16.shuffle 1 5 9 13 17 21 25 29 0 0 0 0 0 0 0 0 (local.get $c) (local.get $d))))
          (local.set $blue (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23
            (i8x16.shuffle 2 6 10 14 18 22 26 30 0 0 0 0 0 0 0 0 (local.get $a) (local.get $b))
            (i8x16.shuffle 2 6 10 14 18 22 26 30 0 0 0 0 0 0 0 0 (local.get $c) (local.get $d))))
          (local.set $from (i32.add (local.get $from) (i32.const 64)))))
      (local.set $apart (v128.or (local.get $apart) (v128.or
        (v128.xor (local.get $red) (local.get $green))
        (v128.xor (local.get $red) (local.get $blue)))))
      (v128.store (local.get $to) (local.get $red))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br $next)))
    (v128.any_true (local.get $apart)))

  ;; How many of `pixels` shades, a multiple of 16, differ from the one before by 1 to `most`.
  ;; The one before the first stands in front of it.
  (func (export "grains") (param $from i32) (param $pixels i32) (param $most i32) (result i32)
    (local $end i32) (local $here v128) (local $before v128) (local $one v128) (local $far v128)
    (local $found i32)
    (local.set $end (i32.add (local.get $from) (local.get $pixels)))
    (local.set $one (i8x16.splat (i32.const 1)))
    (local.set $far (i8x16.splat (local.get $most)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
      (local.set $here (v128.load (local.get $from)))
      (local.set $before (v128.load (i32.sub (local.get $from) (i32.const 1))))
      ;; The step less one: a step of nothing becomes 255.
      (local.set $found (i32.add (local.get $found) (i32.popcnt (i8x16.bitmask (i8x16.lt_u
        (i8x16.sub
          (v128.or
            (i8x16.sub_sat_u (local.get $here) (local.get $before))
            (i8x16.sub_sat_u (local.get $before) (local.get $here)))
          (local.get $one))
        (local.get $far))))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br $next)))
    (local.get $found))

  ;; Rows of shades as rows of a PNG: a 0 for "not filtered", then the nearest of 16 shades, two a byte.
  ;; Writes up to 8 bytes more than a row has, which the next row overwrites.
  (func (export "nibbles")
    (param $from i32) (param $to i32) (param $width i32) (param $rows i32)
    (local $row i32) (local $x i32) (local $at i32) (local $shade v128)
    (block $done (loop $nextRow
      (br_if $done (i32.ge_u (local.get $row) (local.get $rows)))
      (i32.store8 (local.get $to) (i32.const 0))
      (local.set $at (i32.add (local.get $to) (i32.const 1)))
      (local.set $x (i32.const 0))
      (block $rowDone (loop $next
        (br_if $rowDone (i32.ge_u (local.get $x) (local.get $width)))
        (local.set $shade (v128.load (i32.add (local.get $from) (local.get $x))))
        ;; (s - s / 16 + 8) / 16: 0 stays 0, 255 becomes 15, 17 k becomes k.
        (local.set $shade (i8x16.shr_u
          (i8x16.add
            (i8x16.sub (local.get $shade) (i8x16.shr_u (local.get $shade) (i32.const 4)))
            (i8x16.splat (i32.const 8)))
          (i32.const 4)))
        (local.set $shade (v128.and
          (v128.or
            (i16x8.shl (local.get $shade) (i32.const 4))
            (i16x8.shr_u (local.get $shade) (i32.const 8)))
          (i16x8.splat (i32.const 255))))
        (v128.store64_lane 0 (local.get $at)
          (i8x16.narrow_i16x8_u (local.get $shade) (local.get $shade)))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (br $next)))
      (local.set $from (i32.add (local.get $from) (local.get $width)))
      (local.set $to (i32.add (local.get $to)
        (i32.add (i32.const 1) (i32.shr_u (i32.add (local.get $width) (i32.const 1)) (i32.const 1)))))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br $nextRow))))

  ;; How much darker than the paper each shade is; 0 where lighter. Whole sixteens.
  (func (export "darker")
    (param $paper i32) (param $from i32) (param $to i32) (param $pixels i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $to) (local.get $pixels)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
      (v128.store (local.get $to)
        (i8x16.sub_sat_u (v128.load (local.get $paper)) (v128.load (local.get $from))))
      (local.set $paper (i32.add (local.get $paper) (i32.const 16)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br $next))))

  ;; Two rows as one of half the width: each shade is the mean of four. Whole sixteens of results.
  (func (export "halve") (param $above i32) (param $below i32) (param $to i32) (param $pixels i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $to) (local.get $pixels)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
      (v128.store (local.get $to) (i8x16.narrow_i16x8_u
        (i16x8.shr_u (i16x8.add (i16x8.splat (i32.const 2)) (i16x8.add
          (i16x8.extadd_pairwise_i8x16_u (v128.load (local.get $above)))
          (i16x8.extadd_pairwise_i8x16_u (v128.load (local.get $below))))) (i32.const 2))
        (i16x8.shr_u (i16x8.add (i16x8.splat (i32.const 2)) (i16x8.add
          (i16x8.extadd_pairwise_i8x16_u (v128.load offset=16 (local.get $above)))
          (i16x8.extadd_pairwise_i8x16_u (v128.load offset=16 (local.get $below))))) (i32.const 2))))
      (local.set $above (i32.add (local.get $above) (i32.const 32)))
      (local.set $below (i32.add (local.get $below) (i32.const 32)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br $next))))

  ;; Adds a row of bytes, each times a weight, to sums of 16 bits. Weights of all rows added are 128.
  (func (export "gather") (param $from i32) (param $sums i32) (param $bytes i32) (param $weight i32)
    (local $end i32) (local $row v128) (local $times v128)
    (local.set $end (i32.add (local.get $from) (local.get $bytes)))
    (local.set $times (i16x8.splat (local.get $weight)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $from) (local.get $end)))
      (local.set $row (v128.load (local.get $from)))
      (v128.store (local.get $sums) (i16x8.add (v128.load (local.get $sums))
        (i16x8.mul (i16x8.extend_low_i8x16_u (local.get $row)) (local.get $times))))
      (v128.store offset=16 (local.get $sums) (i16x8.add (v128.load offset=16 (local.get $sums))
        (i16x8.mul (i16x8.extend_high_i8x16_u (local.get $row)) (local.get $times))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 32)))
      (br $next))))

  ;; A row of `width` pixels out of a row of sums. `taps` says for each: the first pixel that it is
  ;; made of, their number, and the weight of each, which are 256 together; all of 16 bits.
  (func (export "spread")
    (param $sums i32) (param $to i32) (param $width i32) (param $channels i32) (param $taps i32)
    (local $end i32) (local $count i32) (local $at i32) (local $channel i32) (local $sum i32)
    (local $tap i32) (local $last i32) (local $first i32) (local $stride i32)
    (local.set $stride (i32.shl (local.get $channels) (i32.const 1)))
    (local.set $end (i32.add (local.get $to) (i32.mul (local.get $width) (local.get $channels))))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
      (local.set $first (i32.add (local.get $sums)
        (i32.mul (i32.load16_u (local.get $taps)) (local.get $stride))))
      (local.set $count (i32.load16_u offset=2 (local.get $taps)))
      (local.set $taps (i32.add (local.get $taps) (i32.const 4)))
      (local.set $last (i32.add (local.get $taps) (i32.shl (local.get $count) (i32.const 1))))
      (local.set $channel (i32.const 0))
      (loop $nextChannel
        (local.set $sum (i32.const 16384))
        (local.set $at (local.get $first))
        (local.set $tap (local.get $taps))
        (loop $nextTap
          (local.set $sum (i32.add (local.get $sum)
            (i32.mul (i32.load16_u (local.get $at)) (i32.load16_u (local.get $tap)))))
          (local.set $at (i32.add (local.get $at) (local.get $stride)))
          (local.set $tap (i32.add (local.get $tap) (i32.const 2)))
          (br_if $nextTap (i32.lt_u (local.get $tap) (local.get $last))))
        (i32.store8 (local.get $to) (i32.shr_u (local.get $sum) (i32.const 15)))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $first (i32.add (local.get $first) (i32.const 2)))
        (local.set $channel (i32.add (local.get $channel) (i32.const 1)))
        (br_if $nextChannel (i32.lt_u (local.get $channel) (local.get $channels))))
      (local.set $taps (local.get $last))
      (br $next))))

  ;; The same for shades made of eight at most: of each the first, and eight weights; all of 16 bits.
  (func (export "spreadShades")
    (param $sums i32) (param $to i32) (param $width i32) (param $taps i32)
    (local $end i32) (local $four v128)
    (local.set $end (i32.add (local.get $to) (local.get $width)))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $to) (local.get $end)))
      (local.set $four (i32x4.dot_i16x8_s
        (v128.load (i32.add (local.get $sums)
          (i32.shl (i32.load16_u (local.get $taps)) (i32.const 1))))
        (v128.load offset=2 (local.get $taps))))
      (local.set $four (i32x4.add (local.get $four)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $four) (local.get $four))))
      (i32.store8 (local.get $to) (i32.shr_u
        (i32.add (i32.const 16384) (i32.add
          (i32x4.extract_lane 0 (local.get $four))
          (i32x4.extract_lane 1 (local.get $four))))
        (i32.const 15)))
      (local.set $taps (i32.add (local.get $taps) (i32.const 18)))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (br $next))))

  ;; Blue before red becomes red before blue, or the other way about, of pixels of `channels` bytes, 3 or
  ;; 4, where they are. Whole sixteens of pixels.
  (func (export "swap") (param $at i32) (param $pixels i32) (param $channels i32)
    (local $end i32) (local $a v128) (local $b v128) (local $c v128)
    (local.set $end (i32.add (local.get $at) (i32.mul (local.get $pixels) (local.get $channels))))
    (block $done (loop $next
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $a (v128.load (local.get $at)))
      (if (i32.eq (local.get $channels) (i32.const 4))
        (then
          (v128.store (local.get $at)
            (i8x16.shuffle 2 1 0 3 6 5 4 7 10 9 8 11 14 13 12 15 (local.get $a) (local.get $a)))
          (local.set $at (i32.add (local.get $at) (i32.const 16))))
        (else
          (local.set $b (v128.load offset=16 (local.get $at)))
          (local.set $c (v128.load offset=32 (local.get $at)))
          (v128.store (local.get $at)
            (i8x16.shuffle 2 1 0 5 4 3 8 7 6 11 10 9 14 13 12 17 (local.get $a) (local.get $b)))
          ;; The eleventh pixel's blue lies in the third sixteen.
          (v128.store offset=16 (local.get $at) (i8x16.replace_lane 14
            (i8x16.shuffle 16 15 20 19 18 23 22 21 26 25 24 29 28 27 0 31 (local.get $a) (local.get $b))
            (i8x16.extract_lane_u 0 (local.get $c))))
          (v128.store offset=32 (local.get $at)
            (i8x16.shuffle 14 19 18 17 22 21 20 25 24 23 28 27 26 31 30 29 (local.get $b) (local.get $c)))
          (local.set $at (i32.add (local.get $at) (i32.const 48)))))
      (br $next))))
)
