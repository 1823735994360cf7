/**
 * Internal: certificates and private keys as operators keep them: files in PEM, encrypted or not,
 * and PKCS#12. Read once, checked at once, with errors that name the file, what is wrong, and what
 * to try. Secrets are wiped from every array that is ours.
 */
@NullMarked
package qio.spi.tls.credential;

import org.jspecify.annotations.NullMarked;
