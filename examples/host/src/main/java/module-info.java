/**
 * A host application: it knows the contract, and takes whatever providers are on its module path.
 */
module org.example.qio.host {
  requires qio.api;
}
