"""Who gets what: every page and every operation of the API, by people. A route that is missing here fails a test.

The columns: owner (the officer who leads the case), colleague of the same squad, stranger of another squad,
supervisor, auxiliary of the owner's squad, administrator (of an office that sees no cases), anonymous.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.rights.world import PEOPLE


@dataclass(frozen=True)
class Row:
    """One route and method. `address` is filled from the world's names; `data` is what is sent."""

    route: str
    method: str
    address: str
    expected: tuple[int, ...]
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.method} {self.route}"

    def of(self, who: str) -> int:
        return self.expected[PEOPLE.index(who)]


def row(route: str, method: str, address: str, expected: str, **data: Any) -> Row:
    codes = tuple(int(code) for code in expected.split())
    assert len(codes) == len(PEOPLE), route
    return Row(route, method, address, codes, data)


# The last two columns of most pages: whoever signed in, and 302 to the sign-in page for nobody.
#                                                                          own coll strg supv aux  adm  anon
PAGES = (
    row("home", "GET", "/",                                               "200 200 200 200 200 200 302"),
    row("search", "GET", "/search/?q={number}",                           "302 302 302 302 302 302 302"),
    row("theme", "POST", "/theme/",                                       "302 302 302 302 302 302 302", theme="dark"),
    row("set_language", "POST", "/i18n/setlang/",                         "302 302 302 302 302 302 302", language="en"),
    row("verify", "GET", "/v/{code}/",                                    "200 200 200 200 200 200 200"),
    row("accounts:sign-in", "GET", "/sign-in/",                           "302 302 302 302 302 302 200"),
    row("accounts:sign-in", "POST", "/sign-in/",                          "302 302 302 302 302 302 200", username="9"),
    row("accounts:sign-out", "POST", "/sign-out/",                        "302 302 302 302 302 302 302"),
    row("accounts:me", "GET", "/me/",                                     "200 200 200 200 200 200 302"),
    row("accounts:change-password", "GET", "/me/password/",               "200 200 200 200 200 200 302"),
    row("accounts:change-password", "POST", "/me/password/",              "200 200 200 200 200 200 302", old="x"),
    row("accounts:revoke-token", "POST", "/me/tokens/{token_id}/revoke/", "302 404 404 404 404 404 302"),
    row("accounts:people", "GET", "/people/",                             "403 403 403 403 403 200 302"),
    row("accounts:add-officer", "GET", "/people/new/",                    "403 403 403 403 403 200 302"),
    row("accounts:add-officer", "POST", "/people/new/",                   "403 403 403 403 403 200 302", name="x"),
    row("accounts:add-unit", "GET", "/people/units/new/",                 "403 403 403 403 403 200 302"),
    row("accounts:add-unit", "POST", "/people/units/new/",                "403 403 403 403 403 200 302", code="x"),
    row("accounts:unit", "GET", "/people/units/{unit}/",                  "403 403 403 403 403 200 302"),
    row("accounts:unit", "POST", "/people/units/{unit}/",                 "403 403 403 403 403 200 302", code="x"),
    row("accounts:officer", "GET", "/people/{police_number}/",            "403 403 403 403 403 200 302"),
    row("accounts:officer", "POST", "/people/{police_number}/",           "403 403 403 403 403 200 302", name=""),
    row("accounts:qualify", "GET", "/people/{police_number}/qualification/",  "403 403 403 403 403 200 302"),
    row("accounts:qualify", "POST", "/people/{police_number}/qualification/", "403 403 403 403 403 200 302", a="b"),
    row("accounts:reset-password", "GET", "/people/{police_number}/password/",  "403 403 403 403 403 200 302"),
    row("accounts:reset-password", "POST", "/people/{police_number}/password/", "403 403 403 403 403 200 302",
        password="short"),
    row("registry:imports", "GET", "/registry/imports/",                  "403 403 403 200 403 200 302"),
    row("registry:imports", "POST", "/registry/imports/",                 "403 403 403 200 403 200 302", importer="x"),
    row("registry:import", "GET", "/registry/imports/{pk}/",              "403 403 403 200 403 200 302"),
    row("registry:import", "POST", "/registry/imports/{pk}/",             "403 403 403 200 403 200 302", begin="x"),
    row("registry:import-errors", "GET", "/registry/imports/{pk}/errors/", "403 403 403 200 403 200 302"),
    row("cases:board", "GET", "/board/",                                  "200 200 200 200 200 200 302"),
    row("cases:list", "GET", "/cases/",                                   "200 200 200 200 200 200 302"),
    row("cases:export", "GET", "/cases/export/",                          "200 200 200 200 200 200 302"),
    row("cases:bulk", "POST", "/cases/bulk/",                             "200 200 302 200 200 302 302",
        act="remind", ids="{number}"),
    row("cases:case", "GET", "/cases/{number}/",                          "200 200 404 200 200 404 302"),
    row("cases:evidence-add", "GET", "/cases/{number}/evidence/",         "200 200 404 200 200 404 302"),
    row("cases:evidence-add", "POST", "/cases/{number}/evidence/",        "422 422 404 422 422 404 302", kind="x"),
    row("cases:evidence-file", "GET", "/evidence/{evidence_id}/",         "200 200 404 200 200 404 302"),
    row("cases:evidence-thumb", "GET", "/evidence/{evidence_id}/small/",  "200 200 404 200 200 404 302"),
    row("cases:document", "GET", "/documents/{document_id}/",             "200 200 404 200 200 404 302"),
    row("cases:job", "GET", "/jobs/{job_id}/",                            "200 404 404 404 404 200 302"),
    row("cases:act", "GET", "/cases/{number}/acts/note/",                 "200 200 404 200 403 404 302"),
    row("cases:act", "POST", "/cases/{number}/acts/note/",                "302 302 404 302 403 404 302", text="ok"),
    row("cases:vehicle", "GET", "/subjects/vehicles/02/鲁Q12345/",         "200 200 200 200 200 200 302"),
    row("cases:person", "GET", "/subjects/people/{person}/",              "200 200 200 200 200 200 302"),
    row("cases:styleguide", "GET", "/styleguide/",                        "404 404 404 404 404 200 302"),
    row("reports:list", "GET", "/reports/",                               "200 200 200 200 200 200 302"),
    row("reports:report", "GET", "/reports/{report_id}/",                 "200 200 404 200 200 404 302"),
    row("reports:cases", "GET", "/reports/{report_id}/cases/?figure=handled", "200 200 404 200 200 404 302"),
    row("reports:file", "GET", "/reports/{report_id}/files/xlsx/",        "200 200 404 200 200 404 302"),
    row("cases:blocks", "GET", "/numbers/",                               "403 403 403 403 403 200 302"),
    row("cases:block-add", "GET", "/numbers/new/",                        "403 403 403 403 403 200 302"),
    row("cases:block-add", "POST", "/numbers/new/",                       "403 403 403 403 403 422 302", first="x"),
    row("violations:offences", "GET", "/violations/offences/",            "200 200 200 200 200 200 302"),
    row("violations:offence-code", "GET", "/violations/offences/{offence_id}/code/", "403 403 403 403 403 200 302"),
    row("violations:offence-code", "POST", "/violations/offences/{offence_id}/code/",
        "403 403 403 403 403 422 302", code="x"),
    row("violations:log", "GET", "/violations/log/",                      "200 200 200 403 403 403 302"),
    row("violations:log", "POST", "/violations/log/",                     "422 422 422 403 403 403 302", place="x"),
    row("violations:log-card", "GET", "/violations/log/card/?plate=鲁Q12345&plate_kind=02",
        "200 200 200 403 403 403 302"),
    row("violations:log-driver", "GET", "/violations/log/driver/{driver_id}/", "200 200 200 403 403 403 302"),
    row("violations:log-offences", "GET", "/violations/log/offences/?offence_search=1039",
        "200 200 200 403 403 403 302"),
    row("violations:log-answer", "POST", "/violations/log/answer/",       "200 200 200 403 403 403 302", place="x"),
    row("violations:log-paper", "POST", "/violations/log/paper/",         "200 200 200 403 403 403 302", place="x"),
    row("permits:desk", "GET", "/permits/",                               "403 403 403 200 403 403 302"),
    row("permits:new", "GET", "/permits/new/",                            "403 403 403 200 403 403 302"),
    row("permits:new", "POST", "/permits/new/",                           "403 403 403 422 403 403 302", plate="x"),
    row("permits:edit", "GET", "/permits/{number}/edit/",                 "403 403 403 404 403 403 302"),
    row("permits:edit", "POST", "/permits/{number}/edit/",                "403 403 403 404 403 403 302", plate="x"),
    row("permits:link", "GET", "/permits/apply/x/",                       "404 404 404 404 404 404 404"),
    row("permits:link", "POST", "/permits/apply/x/",                      "404 404 404 404 404 404 404", plate="x"),
    row("permits:phone", "GET", "/permits/p/x/",                          "404 404 404 404 404 404 404"),
    row("permits:pdf", "GET", "/permits/pdf/x/",                          "404 404 404 404 404 404 302"),
    row("permits:scan", "GET", "/permits/scan/",                          "200 200 200 200 200 200 200"),
    row("permits:live", "GET", "/permits/live/?t=x",                      "404 404 404 404 404 404 404"),
    row("accidents:desk", "GET", "/accidents/",                           "200 200 200 403 403 403 302"),
    row("accidents:new", "GET", "/accidents/new/",                        "200 200 200 403 403 403 302"),
    row("accidents:new", "POST", "/accidents/new/",                       "422 422 422 403 403 403 302", place="x"),
    row("accidents:answer", "POST", "/accidents/eligibility/",            "200 200 200 403 403 403 302", place="x"),
    row("accidents:shot", "GET", "/accidents/shots/1/",                   "404 404 404 403 403 403 302"),
    # The world's case is a violation: no officer finds it among the accidents.
    row("accidents:one", "GET", "/accidents/{number}/",                   "404 404 404 403 403 403 302"),
    row("accidents:live", "GET", "/accidents/{number}/live/",             "404 404 404 403 403 403 302"),
    row("accidents:act", "POST", "/accidents/{number}/close/",            "404 404 404 403 403 403 302", a="b"),
    # Parties have no account: a link that is none of ours opens for nobody.
    row("accidents:phone", "GET", "/q/guess/",                            "404 404 404 404 404 404 404"),
    row("accidents:phone-start", "POST", "/q/guess/start/",               "404 404 404 404 404 404 404", agree="1"),
    row("accidents:phone-photo", "GET", "/q/guess/photos/front/",         "404 404 404 404 404 404 404"),
    row("accidents:phone-photo", "POST", "/q/guess/photos/front/",        "404 404 404 404 404 404 404", a="b"),
    row("accidents:phone-clear", "POST", "/q/guess/clear/",               "404 404 404 404 404 404 404", a="b"),
    row("accidents:phone-sign", "POST", "/q/guess/sign/",                 "404 404 404 404 404 404 404", a="b"),
    row("accidents:phone-review", "POST", "/q/guess/review/",             "404 404 404 404 404 404 404", a="b"),
    row("accidents:phone-document", "GET", "/q/guess/document/",          "404 404 404 404 404 404 404"),
)  # fmt: skip

API = (
    row("api:token", "POST", "/token/",                                   "401 401 401 401 401 401 401",
        police_number="100000", password="wrong"),
    row("api:tokens", "GET", "/tokens/",                                  "200 200 200 200 200 200 401"),
    row("api:token-detail", "DELETE", "/tokens/{token_id}/",              "204 404 404 404 404 404 401"),
    row("api:vehicle-card", "GET", "/vehicles/02/鲁Q12345/",               "200 200 200 200 200 200 401"),
    row("api:cases", "GET", "/cases/",                                    "200 200 200 200 200 200 401"),
    row("api:case", "GET", "/cases/{number}/",                            "200 200 404 200 200 404 401"),
    row("api:case-timeline", "GET", "/cases/{number}/timeline/",          "200 200 404 200 200 404 401"),
    row("api:case-deadlines", "GET", "/cases/{number}/deadlines/",        "200 200 404 200 200 404 401"),
    row("api:case-documents", "GET", "/cases/{number}/documents/",        "200 200 404 200 200 404 401"),
    row("api:case-evidence", "GET", "/cases/{number}/evidence/",          "200 200 404 200 200 404 401"),
    row("api:case-evidence", "POST", "/cases/{number}/evidence/",         "422 422 404 422 422 404 401", kind="x"),
    row("api:case-acts", "GET", "/cases/{number}/acts/",                  "200 200 404 200 200 404 401"),
    row("api:case-act", "POST", "/cases/{number}/acts/note/",             "200 200 404 200 403 404 401", text="ok"),
    row("api:job", "GET", "/jobs/{job_id}/",                              "200 404 404 404 404 200 401"),
    row("api:schema", "GET", "/schema/",                                  "200 200 200 200 200 200 401"),
    row("api:docs", "GET", "/docs/",                                      "200 200 200 200 200 200 401"),
    row("api:reports", "GET", "/reports/",                                "200 200 200 200 200 200 401"),
    row("api:report", "GET", "/reports/{report_id}/",                     "200 200 404 200 200 404 401"),
    row("api:report-cases", "GET", "/reports/{report_id}/cases/?figure=handled", "200 200 404 200 200 404 401"),
    row("api:report-file", "GET", "/reports/{report_id}/files/xlsx/",     "200 200 404 200 200 404 401"),
    row("api:offences", "GET", "/offences/",                              "200 200 200 200 200 200 401"),
    row("api:violation-preview", "POST", "/violations/preview/",          "422 422 422 422 422 422 401", x="y"),
    row("api:violations", "GET", "/violations/",                          "200 200 200 200 200 200 401"),
    row("api:violations", "POST", "/violations/",                         "422 422 422 422 422 422 401", place="x"),
    row("api:violation", "GET", "/violations/{number}/",                  "200 200 404 200 200 404 401"),
    row("api:permit-check", "POST", "/permits/check/",                    "422 422 422 422 422 422 401", plate="x"),
    row("api:permits", "GET", "/permits/",                                "200 200 200 200 200 200 401"),
    row("api:permits", "POST", "/permits/",                               "422 422 422 422 422 422 401", plate="x"),
    row("api:permit", "GET", "/permits/{number}/",                        "404 404 404 404 404 404 401"),
    row("api:accident-eligibility", "POST", "/accidents/eligibility/",    "422 422 422 422 422 422 401", x="y"),
    row("api:accidents", "GET", "/accidents/",                            "200 200 200 200 200 200 401"),
    row("api:accidents", "POST", "/accidents/",                           "422 422 422 422 422 422 401", place="x"),
    row("api:accident", "GET", "/accidents/{number}/",                    "404 404 404 404 404 404 401"),
    row("health:live", "GET", "/health/live",                             "200 200 200 200 200 200 200"),
    row("health:ready", "GET", "/health/ready",                           "200 200 200 200 200 200 200"),
    row("health:work", "GET", "/health/work",                             "503 503 503 503 503 503 503"),
)  # fmt: skip

ROWS = (*PAGES, *API)
