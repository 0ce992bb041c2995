// RFC 8439, section 2.3. Word i of four blocks sits in one vector.
const state = memory.data(256, 16);
const working = memory.data(256, 16);

function rotateLeft(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

function quarterRound(a: usize, b: usize, c: usize, d: usize): void {
  let A = v128.load(working + a * 16);
  let B = v128.load(working + b * 16);
  let C = v128.load(working + c * 16);
  let D = v128.load(working + d * 16);
  A = i32x4.add(A, B);
  D = rotateLeft(v128.xor(D, A), 16);
  C = i32x4.add(C, D);
  B = rotateLeft(v128.xor(B, C), 12);
  A = i32x4.add(A, B);
  D = rotateLeft(v128.xor(D, A), 8);
  C = i32x4.add(C, D);
  B = rotateLeft(v128.xor(B, C), 7);
  v128.store(working + a * 16, A);
  v128.store(working + b * 16, B);
  v128.store(working + c * 16, C);
  v128.store(working + d * 16, D);
}

function initState(key: usize, nonce: usize, counter: u32): void {
  v128.store(state, i32x4.splat(0x61707865));
  v128.store(state, i32x4.splat(0x3320646e), 16);
  v128.store(state, i32x4.splat(0x79622d32), 32);
  v128.store(state, i32x4.splat(0x6b206574), 48);
  for (let i = 0; i < 8; i++) v128.store(state + (i << 4), v128.load32_splat(key + (i << 2)), 64);
  v128.store(state, i32x4.add(i32x4.splat(counter), i32x4(0, 1, 2, 3)), 192);
  for (let i = 0; i < 3; i++) v128.store(state + (i << 4), v128.load32_splat(nonce + (i << 2)), 208);
}

export function chacha20(out: usize, key: usize, nonce: usize, counter: u32, blocks: i32): void {
  initState(key, nonce, counter);
  for (let done = 0; done < blocks; done += 4) {
    memory.copy(working, state, 256);
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 4; i++) quarterRound(i, 4 + i, 8 + i, 12 + i);
      for (let i = 0; i < 4; i++) quarterRound(i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
    }
    for (let i = 0; i < 16; i++) {
      const at = i << 4;
      v128.store(working + at, i32x4.add(v128.load(working + at), v128.load(state + at)));
    }
    const here = min(4, blocks - done);
    for (let block = 0; block < here; block++) {
      for (let i = 0; i < 16; i++) {
        store<u32>(out + ((done + block) << 6) + (i << 2), load<u32>(working + (i << 4) + (block << 2)));
      }
    }
    v128.store(state, i32x4.add(v128.load(state, 192), i32x4.splat(4)), 192);
  }
  memory.fill(state, 0, 256);
  memory.fill(working, 0, 256);
}
