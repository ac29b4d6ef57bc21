declare module '*/decode-mod/src/mod.wasm.js' {
  type Functions =
    | '_malloc'
    | '_free'
    | `_audio_mod_${'create' | 'destroy' | 'last_error' | 'set_repeat_count' | 'set_render_param' | 'read_stereo'}`;
  export default function createModule(): Promise<
    { HEAPU8: Uint8Array; UTF8ToString(at: number): string } & Record<Functions, (...args: number[]) => number>
  >;
}
