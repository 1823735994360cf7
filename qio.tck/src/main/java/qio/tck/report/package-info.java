/**
 * What became of each rule, for people to read: {@link qio.tck.report.ConformanceRecorder} writes
 * down the outcome of every test of the kit, and {@link qio.tck.report.ConformanceReport} makes a
 * page of that, rules by subjects.
 */
@NullMarked
package qio.tck.report;

import org.jspecify.annotations.NullMarked;
