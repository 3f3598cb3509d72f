"""Template filters that are more than a call of the formats."""

from aiproj.shared.templatetags.display import breakable


def test_a_unit_may_go_on_after_its_slash():
    assert breakable("60 complaints/week") == "60 complaints/<wbr>week"


def test_what_may_break_is_still_escaped():
    assert breakable("<b>/x") == "&lt;b&gt;/<wbr>x"
