/**
 * Benchmarks: every scenario is written once and run over all contenders through {@link
 * qio.bench.Contender}, in the same run, so that only ratios are ever compared.
 */
package qio.bench;
