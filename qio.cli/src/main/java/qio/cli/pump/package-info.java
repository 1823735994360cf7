/** Moving bytes from one channel to another, and telling how it goes. */
@NullMarked
package qio.cli.pump;

import org.jspecify.annotations.NullMarked;
