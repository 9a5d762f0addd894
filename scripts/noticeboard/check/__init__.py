"""All checks, in order: what load met, the structure, then the named rules.

The earliest layer wins: a cell that already has a problem is unknown to every later rule,
and each place is reported once.
"""

from __future__ import annotations

from collections.abc import Callable

from noticeboard.check.answered import (
    receipts_name_a_survey,
    receipts_tell_what_became_of_them,
)
from noticeboard.check.bodies import (
    appraisals_judge_one_subject,
    list_values_are_known,
    members_come_from_partner_units,
    one_head_for_a_building,
    one_membership_at_a_time,
    only_held_meetings_have_minutes,
    periods_run_forward,
    present_were_invited,
    rebuilding_has_a_vote,
    schedule_names_tables,
    settled_resolutions_say_how,
)
from noticeboard.check.declared import (
    as_stated_is_quoted,
    counted_figures_agree,
    excerpts_cover_locators,
    figures_say_who,
)
from noticeboard.check.emptied import tables_in_use_are_not_empty
from noticeboard.check.exceptions import exceptions_end
from noticeboard.check.identifiers import (
    amounts_equal_their_words,
    credit_codes_are_valid,
    division_codes_nest,
)
from noticeboard.check.loop import (
    claimed_unit_is_the_orders,
    claims_rest_on_an_agreement,
    one_order_at_a_time_for_a_need,
    order_events_follow_the_table,
    orders_end_after_they_are_dispatched,
    orders_have_events,
    orders_stay_in_the_needs_community,
    unfinished_orders_have_no_outcome,
)
from noticeboard.check.notice_words import notice_words_agree_with_dates
from noticeboard.check.notices import (
    attachments_exist,
    corrections_say_what_they_correct,
    ledger_is_unbroken,
    notice_days_agree,
    notice_texts_are_final,
    notices_are_published_before_they_begin,
    notices_say_whom_to_turn_to,
    published_notices_stay_as_they_were,
    results_come_after_the_period,
)
from noticeboard.check.persons import (
    attachments_hold_nothing_personal,
    attachments_tell_nothing_else,
    names_follow_their_policy,
    scans_were_read_by_someone,
)
from noticeboard.check.photographs import (
    children_are_shown_with_consent,
    photographs_are_there,
    photographs_are_used_once,
    photographs_belong_to_one_record,
    photographs_can_be_shown,
    photographs_say_what_is_seen,
    photographs_tell_nothing_else,
    unbegun_projects_show_nothing_later,
)
from noticeboard.check.privacy import (
    children_are_not_named,
    hardship_stands_beside_no_name,
    home_addresses_are_absent,
    office_telephones_stand_in_their_fields,
    private_accounts_are_absent,
    private_numbers_are_absent,
)
from noticeboard.check.questions import (
    one_question_names_the_community,
    open_surveys_have_a_controller,
    published_answers_keep_their_ids,
    required_questions_can_be_answered,
    survey_kinds_fit,
    survey_sources_are_complete,
    surveys_ask_nothing_personal,
)
from noticeboard.check.redaction import (
    lists_of_persons_are_hidden_in_time,
    redactions_are_marked,
)
from noticeboard.check.rules import (
    dates_agree_with_precision,
    funding_sums_to_cost,
    headline_figures_exist,
    home_mechanism_exists,
    illustrative_rows_only_in_demo,
    list_references_resolve,
    needed_pages_exist,
    operator_has_contact,
    planned_has_no_result,
    references_resolve,
    relative_dates_stay_relative,
    site_place_exists,
)
from noticeboard.check.structure import structure_problems
from noticeboard.check.surveys import (
    questions_read_differently,
    survey_ids_are_unique,
    survey_references_resolve,
    survey_shape_problems,
    survey_words_are_distinct,
)
from noticeboard.check.tallies import ended_surveys_are_fetched, tallies_add_up
from noticeboard.check.times import (
    claimed_orders_begin_in_time,
    ended_notices_have_a_result,
    requests_are_answered_in_time,
    resolutions_are_settled_in_time,
    tables_keep_their_cycle,
)
from noticeboard.dataset import Dataset
from noticeboard.errors import Place, Problem
from noticeboard.schema import schema_problems

Rule = Callable[[Dataset], list[Problem]]

# Personal data first: what such a cell says otherwise matters less.
RULES: tuple[Rule, ...] = (
    private_numbers_are_absent,
    private_accounts_are_absent,
    home_addresses_are_absent,
    children_are_not_named,
    hardship_stands_beside_no_name,
    tables_in_use_are_not_empty,
    site_place_exists,
    headline_figures_exist,
    home_mechanism_exists,
    operator_has_contact,
    needed_pages_exist,
    references_resolve,
    list_references_resolve,
    list_values_are_known,
    relative_dates_stay_relative,
    dates_agree_with_precision,
    planned_has_no_result,
    illustrative_rows_only_in_demo,
    excerpts_cover_locators,
    as_stated_is_quoted,
    figures_say_who,
    counted_figures_agree,
    amounts_equal_their_words,
    funding_sums_to_cost,
    credit_codes_are_valid,
    division_codes_nest,
    periods_run_forward,
    orders_have_events,
    order_events_follow_the_table,
    claimed_unit_is_the_orders,
    orders_stay_in_the_needs_community,
    one_order_at_a_time_for_a_need,
    orders_end_after_they_are_dispatched,
    unfinished_orders_have_no_outcome,
    claims_rest_on_an_agreement,
    members_come_from_partner_units,
    one_membership_at_a_time,
    present_were_invited,
    only_held_meetings_have_minutes,
    settled_resolutions_say_how,
    appraisals_judge_one_subject,
    one_head_for_a_building,
    schedule_names_tables,
    rebuilding_has_a_vote,
    survey_ids_are_unique,
    survey_words_are_distinct,
    questions_read_differently,
    survey_references_resolve,
    survey_kinds_fit,
    required_questions_can_be_answered,
    one_question_names_the_community,
    surveys_ask_nothing_personal,
    open_surveys_have_a_controller,
    survey_sources_are_complete,
    tallies_add_up,
    published_answers_keep_their_ids,
    receipts_name_a_survey,
    receipts_tell_what_became_of_them,
    notices_say_whom_to_turn_to,
    notice_days_agree,
    notice_texts_are_final,
    notice_words_agree_with_dates,
    corrections_say_what_they_correct,
    results_come_after_the_period,
    attachments_exist,
    attachments_tell_nothing_else,
    attachments_hold_nothing_personal,
    scans_were_read_by_someone,
    photographs_are_there,
    photographs_can_be_shown,
    photographs_tell_nothing_else,
    photographs_belong_to_one_record,
    photographs_say_what_is_seen,
    children_are_shown_with_consent,
    unbegun_projects_show_nothing_later,
    names_follow_their_policy,
    office_telephones_stand_in_their_fields,
    exceptions_end,
    lists_of_persons_are_hidden_in_time,
    redactions_are_marked,
    ledger_is_unbroken,
    published_notices_stay_as_they_were,
    notices_are_published_before_they_begin,
    claimed_orders_begin_in_time,
    requests_are_answered_in_time,
    resolutions_are_settled_in_time,
    ended_notices_have_a_result,
    tables_keep_their_cycle,
    ended_surveys_are_fetched,
    photographs_are_used_once,
)


def check(
    dataset: Dataset, skip: tuple[str, ...] = (), begin: Callable[[str], None] = lambda _: None
) -> tuple[Problem, ...]:
    """Return all problems, sorted by file, line and column; one for each place.

    ``begin`` is told the name of each step as it begins.
    """
    begin("structure")
    found = [*dataset.problems, *structure_problems(dataset), *_settings_problems(dataset)]
    found += survey_shape_problems(dataset)
    known = dataset.without(found)
    for rule in RULES:
        begin(rule.__name__)
        new = [] if rule.__name__ in skip else rule(known)
        if new:
            found += new
            known = dataset.without(found)
    once: dict[Place, Problem] = {}
    for problem in found:
        once.setdefault(problem.place, problem)
    return tuple(sorted(once.values()))


def _settings_problems(dataset: Dataset) -> list[Problem]:
    """Return what is wrong with ``data/site.yaml``; nothing where it could not be read."""
    if any(problem.place.file == dataset.settings_places[()].file for problem in dataset.problems):
        return []
    return schema_problems("site", dataset.settings, dataset.settings_places, "settings")
