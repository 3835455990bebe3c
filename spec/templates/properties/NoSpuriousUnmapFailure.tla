NoSpuriousUnmapFailure == ~aux_spurious
