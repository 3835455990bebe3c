
\* @{ sentence(name) }@
@% include "properties/" ~ name ~ ".tla" %@
