
@% include writer.template %@
