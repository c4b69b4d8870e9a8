/* views.h: what each page of the officers' room shows. Handlers (pages.c) fill the structs
 * from the core; strings are in the reader's language; conventions: web/components.h.
 *
 * Addresses the pages link to:
 *   /desk?queue=&q=&after=  ·  /desk/dossiers/{code}?queue=&paper=&from= (the same page with a dossier open)
 *   /desk/dossiers?q=&state=&due=&unit=&field=&procedure=&due_before=&sort=&after=  ·  /desk/dossiers.csv?…
 *   /desk/dossiers/{code}/life
 *   POST /desk/dossiers/{code}/moves/{act}  ·  POST /desk/dossiers/{code}/reveal/{field}
 *   /desk/intake?q=  ·  /desk/intake/{procedure}  ·  /desk/dossiers/{code}/slip
 *   /desk/scan/{14 digits}: finds the dossier of a barcode and redirects to it */
#ifndef MOTCUA_SYSTEMS_DESK_VIEWS_H
#define MOTCUA_SYSTEMS_DESK_VIEWS_H

#include "core/eform/view.h"
#include "web/components.h"

/* ---- bench.html: queue | dossier | papers ---- */
struct desk_tab {
    struct str label, url;
    int64_t count;
    bool current, counted, many; /* many: counting stopped at count */
};
struct desk_queue_row {
    struct str code, url;
    struct str owner, procedure, channel;
    struct clock_view clock;
    bool current; /* the one that is open */
};
struct desk_queue_view {
    struct str title; /* "Chờ tiếp nhận" */
    struct str order; /* "xếp theo đồng hồ tiếp nhận 8 giờ" */
    struct str live;  /* url of this list without an open dossier, fetched every 15 s */
    struct str q;
    int64_t total;
    bool many;
    struct desk_tab *tabs;
    size_t tabs_n;
    const struct desk_queue_row *rows;
    size_t rows_n;
    struct pager_view pager;
};
struct desk_other_row {
    struct str code, url, procedure, when;
    struct tag_view state;
};
/* One dossier as an officer works on it: case.html (a part), in bench.html and dossier.html. */
struct desk_case_view {
    struct shell shell;
    struct str code, procedure;
    struct str line; /* "nộp 20/11 15:08 · trực tuyến" */
    struct tag_view state;
    struct str life_url, slip_url;
    struct str conflict; /* "Chị Mẩy vừa tiếp nhận hồ sơ này lúc 10:02": another officer was faster */
    struct summary_list_view kept; /* what was typed for a move that is no longer offered */
    struct str twin; /* "Người này đang có hồ sơ cùng thủ tục": the first of the same kind still open */
    struct str twin_url;
    const struct clock_view *clocks;
    size_t clocks_n; /* reception or main, and the open step */
    struct move_list_view moves;
    struct str nothing; /* whose turn it is when it is not mine: "Đang ở bước …, chị … xử lý" */
    const struct summary_list_view *rows;
    size_t rows_n;                           /* submitter, answers, papers present, fee … */
    struct summary_list_view expect;         /* "Nếu tiếp nhận bây giờ"; no rows, no card */
    struct action_list_view fill;            /* entering the paper form, where it came on paper */
    struct timeline_view steps;              /* the internal process with who and until when */
    const struct summary_list_view *answers; /* a list a page of the form; changed ones say what stood before */
    size_t answers_n;
    struct summary_list_view asked;      /* the faults of an open supplement request */
    struct action_list_view prints;      /* forms of the law this dossier has now */
    struct file_list_view results;       /* every version, recalled ones too */
    struct file_list_view files;         /* drafts, opinions, results that officers added */
    struct timeline_view consults;       /* opinions asked of other agencies, and what they answered */
    const struct desk_other_row *linked; /* opened from this one, or the one it was opened from */
    size_t linked_n;
    const struct desk_other_row *others; /* of the same person */
    size_t others_n;
};
struct desk_papers_view {
    struct desk_tab *tabs;
    size_t tabs_n; /* "1 Đơn đề nghị"; the number is its key */
    struct page_images_view pages;
    struct tag_view tag;
    struct str note; /* why there are no pictures of this one (yet) */
    bool any;
};
struct desk_bench_view {
    struct shell shell;
    struct desk_queue_view queue;
    bool open; /* a dossier stands in the middle */
    struct desk_case_view dossier;
    struct desk_papers_view papers;
};
/* dossier.html: the same without the queue, for whoever came by a link or a search. */
struct desk_dossier_view {
    struct shell shell;
    struct desk_case_view dossier;
    struct desk_papers_view papers;
};

/* ---- list.html: every dossier within reach ---- */
struct desk_list_row {
    struct str code, url, owner, procedure, unit, step, received, due;
    struct tag_view state;
    struct clock_view clock;
};
struct desk_list_view {
    struct shell shell;
    struct filter_view filter;
    const struct desk_tab *tabs; /* what waits and what is late, each a filter */
    size_t tabs_n;
    struct str csv; /* the same list as a file */
    const struct desk_list_row *rows;
    size_t rows_n;
    struct pager_view pager;
};

/* ---- intake: find.html, then intake.html; keyboard alone ---- */
struct desk_find_row {
    struct str code, name, field, term;
};
struct desk_find_view {
    struct shell shell;
    struct str q;
    const struct desk_find_row *rows;
    size_t rows_n;
};
struct desk_component_row {
    struct str key;         /* of the component: posts have.<key>, originals.<key>, copies.<key>, file paper.<key> */
    struct str digit;       /* "1" … "9": the key that ticks it */
    struct str name, count; /* "1 bản chính" */
    struct str originals, copies;
    bool required, have;
    struct str error, error_originals, error_copies, error_file;
};
struct desk_fee_block {
    struct str title; /* "Lệ phí · 8.000 ₫" */
    const struct field_view *rows; /* taken or exempt, amount, receipt, reason: fee.<n>.<what> */
    size_t rows_n;
};
struct desk_intake_view {
    struct shell shell;
    struct str code, procedure, counter;
    struct str submit_key;
    struct str found; /* "Đã có hồ sơ của Lò Thị Mẩy": the profile behind the identity number */
    struct str open;  /* "Đang có hồ sơ H35…": the same person has one of this procedure under way */
    struct field_view id_number;
    bool focus_id;
    const struct field_view *owner;
    size_t owner_n;
    const struct field_view *rep; /* who hands it in, when that is another */
    size_t rep_n;
    bool rep_open;
    const struct field_view *how; /* by which way it came, who decides, how the result goes out */
    size_t how_n;
    const struct desk_component_row *papers;
    size_t papers_n;
    const struct desk_fee_block *fees; /* what may be taken now; none where nothing is due */
    size_t fees_n;
    struct summary_list_view expect; /* fee, promise, statutory day, if taken in now */
};

/* ---- fill.html: the answers of a paper form, entered at the counter ---- */
struct desk_fill_page {
    struct str title;
    const struct eform_field_view *rows;
    size_t rows_n;
};
struct desk_fill_view {
    struct shell shell;
    struct str code, procedure;
    struct str warn; /* saved, but so many places do not look right */
    int64_t version;
    const struct desk_fill_page *pages;
    size_t pages_n;
};

/* ---- life.html: the journal of one dossier, for the inspector ---- */
struct desk_change_row {
    struct str what, before, after;
};
struct desk_entry_row {
    int64_t n;
    struct str when, who, unit, act, text, clock, hash;
    struct tag_view tag;
    const struct desk_change_row *changes;
    size_t changes_n;
};
struct desk_life_view {
    struct shell shell;
    struct str code, procedure;
    struct banner_view proof; /* "Chuỗi nhật ký nguyên vẹn: 14 mục" or which entry is broken */
    struct summary_list_view facts;
    const struct desk_entry_row *rows;
    size_t rows_n;
};

/* ---- slip.html: the receipt for the screen, an A4 sheet or an 80 mm slip ---- */
struct desk_slip_view {
    struct shell shell;
    struct receipt_view receipt;
    struct str code;
    struct str next;
};

#endif
