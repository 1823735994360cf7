/** A host application that names no provider. */
package org.example.qio.host;
