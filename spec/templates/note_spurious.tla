    aux_spurious := SpuriousFailure;
