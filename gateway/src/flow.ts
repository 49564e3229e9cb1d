/**
 * How much of a body may wait in one place before the faster side is stopped, bytes. Several of the pieces that the
 * system reads at once (64 KiB): with less, each piece of a large body stops its sender and starts it again.
 */
export const flowBytes = 256 * 1024
