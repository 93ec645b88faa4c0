from explainer.training.recipes import PHOTOS


def test_the_recipes_never_train_on_faces_or_characters():
    unused = {"faces", "faces_easy", "garfield", "snoopy", "revolver", "dollar_bill"}
    for spec in PHOTOS.sets:
        if spec.file in ("caltech101-64", "photo-crops-64"):
            assert spec.only is not None or unused <= spec.without
            assert not unused & (spec.only or frozenset())
