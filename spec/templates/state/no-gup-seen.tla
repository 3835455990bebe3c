    gup_seen        == "present"
