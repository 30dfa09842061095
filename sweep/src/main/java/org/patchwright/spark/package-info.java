/**
 * The plan of a sweep comes in and is walked on the workers of a Spark cluster; what each share of
 * it yielded goes out, the same bytes as from the threads of one process.
 */
package org.patchwright.spark;
