/* views.h: what each page of the portal shows. One struct a page file in pages/, in the order a citizen meets them.
 * Handlers (pages.c) fill them from the core; strings are in the reader's language; conventions: web/components.h.
 *
 * Addresses the pages link to:
 *   /  ·  /procedures?q=&life=&after=  ·  /procedures/{code}  ·  /procedures/{code}/start  ·  /places?q=
 *   /drafts/{id}  ·  /drafts/{id}/start  ·  /drafts/{id}/pages/{n}  ·  /drafts/{id}/papers  ·  /drafts/{id}/check
 *   /drafts/{id}/save (autosave, 204)
 *   /drafts/{id}/papers/{key}/upload (tus creation; Location is the file being sent)  ·  POST /drafts/{id}/drop
 *   /mine  ·  /mine/{code}  ·  /mine/{code}/done  ·  /mine/{code}/supplement  ·  /mine/{code}/withdraw
 *   /track (POST code, check)  ·  /track/{code}?check= */
#ifndef MOTCUA_SYSTEMS_PORTAL_VIEWS_H
#define MOTCUA_SYSTEMS_PORTAL_VIEWS_H

#include "core/eform/view.h"
#include "web/components.h"

/* ---- home.html ---- */
/* icon of icons.svg: baby rings land shop card car cap heart */
struct portal_life_row {
    struct str icon, life;
    enum msg title, hint;
};
struct portal_figure_row {
    enum msg label;
    struct str value;
};
struct portal_home_view {
    struct shell shell;
    const struct portal_life_row *rows;
    size_t rows_n;
    const struct portal_figure_row *figures; /* only what was computed; none draws no line */
    size_t figures_n;
};

/* ---- results.html ---- */
struct portal_result_row {
    struct str code, name, field;
    struct str term;        /* "3 ngày làm việc", "trong ngày" */
    struct str fee;         /* "Miễn phí", "8.000 ₫" */
    struct tag_view online; /* "Nộp trực tuyến được" */
    struct str level;       /* "Cấp xã" */
};
struct portal_results_view {
    struct shell shell;
    struct str q;
    struct str life; /* name of the life event, when one was chosen */
    int64_t total;
    const struct portal_result_row *rows;
    size_t rows_n;
    struct pager_view pager;
};

/* ---- procedure.html ---- */
struct portal_paper_row {
    struct str name, count, note, form_url;
    struct tag_view tag;
}; /* count: "1 bản chính" */
struct portal_fee_row {
    struct str kind, amount, note;
};
struct portal_stage_row {
    struct str name, who, time;
};
struct portal_way_row {
    struct str name, time, note;
}; /* at the counter, online, by post */
struct portal_text_row {
    struct str text, note;
};
struct portal_procedure_view {
    struct shell shell;
    struct str code, name, field;
    struct str local_code; /* with the old agency id, where it has one */
    struct str decider, applicants;
    struct str committed, statutory; /* "3 ngày làm việc"; statutory '' when equal */
    struct str cut;                  /* "rút ngắn 40 %"; '' none */
    struct str fee_line;             /* "Miễn phí" */
    struct str version_line;         /* "Bản 3, áp dụng từ 01/07/2025" */
    struct str elsewhere_url;        /* when it is filed on another system: full https address shown as text */
    bool can_file;
    struct tag_view online;
    const struct portal_paper_row *papers;
    size_t papers_n;
    const struct portal_fee_row *fees;
    size_t fees_n;
    const struct portal_stage_row *stages;
    size_t stages_n;
    const struct portal_way_row *ways;
    size_t ways_n;
    const struct portal_text_row *places;
    size_t places_n;
    const struct portal_text_row *results;
    size_t results_n;
    const struct portal_text_row *legal;
    size_t legal_n;
};

/* ---- places.html ---- */
struct portal_place_row {
    struct str name, address, phone, hours;
};
struct portal_places_view {
    struct shell shell;
    struct str q;
    const struct portal_place_row *rows;
    size_t rows_n;
};

/* ---- the filing: start.html, form.html, papers.html, check.html, done.html ---- */
/* What stands over every page of a filing. */
struct portal_filing {
    struct str procedure; /* its name */
    struct str code;      /* its code */
    int64_t draft_id;
    struct stepper_view stepper;
    struct str back;  /* url of the page before */
    struct str saved; /* "Đã lưu lúc 14:02"; '' not yet */
    struct str until; /* how long the draft is kept */
};
/* start.html: who files, for whom, to which unit, how the result comes. No draft yet when draft_id is 0. */
struct portal_start_view {
    struct shell shell;
    struct portal_filing filing;
    struct str open_url, open_saved; /* a draft of this procedure begun before; '' none */
    const struct field_view *rows;
    size_t rows_n;
};
/* form.html: one topic of the form; posts the fields. A button add=<repeat> or remove=<row> comes back to the page. */
struct portal_form_view {
    struct shell shell;
    struct portal_filing filing;
    struct str title, lead;
    const struct eform_field_view *rows; /* eform_page_view */
    size_t rows_n;
};
/* papers.html: posts multipart; a file part is named paper.<key>; button remove=<file id>. */
/* A file sent before; the button posts use=<key>:<id>. */
struct portal_reuse_row {
    struct str name, note, use;
};
struct portal_attach_row {
    struct str key;        /* of the component, as in the form and the dossier */
    struct str name, hint; /* hint: "1 bản chính. Chụp rõ bốn góc." */
    struct str form_url;   /* blank form to download */
    struct str error;
    bool required;
    struct file_list_view files;
    bool resumes; /* it takes files in pieces */
    struct portal_reuse_row *reuse;
    size_t reuse_n;
};
struct portal_papers_view {
    struct shell shell;
    struct portal_filing filing;
    struct str limits; /* "PDF, JPG, PNG; mỗi tệp không quá 20 MB" */
    int64_t max_bytes;
    const struct portal_attach_row *rows;
    size_t rows_n;
};
/* A fault of the whole form and the page where it is mended. */
struct portal_fault_row {
    struct str text, url;
};
/* check.html: posts `agree` and `submit_key`; the key makes two clicks one dossier. */
struct portal_check_view {
    struct shell shell;
    struct portal_filing filing;
    const struct summary_list_view *rows;
    size_t rows_n;
    const struct portal_attach_row *papers;
    size_t papers_n;
    struct str papers_change; /* url */
    struct str fee;           /* "8.000 ₫, nộp khi nhận kết quả" */
    const struct portal_fault_row *faults;
    size_t faults_n;
    bool sign_in;       /* a stranger is asked to sign in before he submits; the draft comes along */
    struct str promise; /* the declaration the applicant makes, full text */
    bool agreed;
    struct str agree_error;
    struct str submit_key;
    struct str expect; /* "Nếu được tiếp nhận trước 17:00 hôm nay, hẹn trả thứ Năm 26/11" */
};
struct portal_done_view {
    struct shell shell;
    struct panel_view panel;
    struct receipt_view receipt;
    struct timeline_view next; /* what happens now */
    struct str code, check;
    struct str told; /* "Chúng tôi đã gửi giấy này tới h•••@gmail.com" */
};

/* ---- following ---- */
struct portal_track_view {
    struct shell shell;
    struct field_view code, check;
};
/* tracked.html: for anyone with code and check value, and (mine) for the owner. */
struct portal_tracked_view {
    struct shell shell;
    struct str code, procedure;
    struct str check;      /* as people copy it; the owner's page alone */
    struct str subject;    /* "cho Lò Minh Khôi"; '' for strangers where it would tell too much */
    struct tag_view state; /* the national state in plain words */
    struct clock_view clock;
    bool has_clock;          /* a number of days stands in the ring */
    struct str promise;      /* "Hẹn trả thứ Ba 24/11, 17:00" */
    struct str promise_note; /* "Luật cho 5 ngày làm việc, tỉnh hẹn 3 ngày." */
    struct str apology;      /* the apology and the new date; '' not late */
    struct str todo;         /* "Không cần làm gì. Chúng tôi sẽ nhắn tin khi có kết quả." */
    bool todo_urgent;        /* the applicant must act */
    struct action_list_view actions;
    struct timeline_view life;
    struct file_list_view results;  /* only the owner's page has the files; a stranger reads the fact */
    struct action_list_view papers; /* receipt and other papers the agency gave */
    struct str unit, unit_phone;    /* who has it now */
    bool mine;
    struct summary_list_view answers;
    const struct summary_list_view *forms; /* what was answered, a list a page of the form */
    size_t forms_n;
};
struct portal_mine_row {
    struct str code, procedure, subject, url;
    struct tag_view state;
    struct clock_view clock;
    struct str todo; /* one line, when the owner must act */
};
struct portal_draft_row {
    int64_t id;
    struct str procedure, saved, url, until;
};
struct portal_mine_view {
    struct shell shell;
    const struct portal_draft_row *drafts;
    size_t drafts_n;
    const struct portal_mine_row *rows;
    size_t rows_n;
    struct pager_view pager;
};
/* supplement.html: every fault at once; only the faulty fields and papers reopen. Posts as form and papers do. */
struct portal_supplement_view {
    struct shell shell;
    struct str code, procedure;
    struct str asked;  /* "Chị Lò Thị Mẩy, Bộ phận một cửa phường Tân Phong, hỏi lúc …" */
    struct str until;  /* "thứ Sáu 04/12/2026" */
    struct str reason; /* the officer's words */
    struct str legal;
    int64_t version;                /* posted, so that an answer to an older request is refused */
    struct summary_list_view notes; /* about the dossier as a whole */
    struct field_view message;
    int64_t faults_n;
    const struct eform_field_view *rows; /* the faulty answers; the fault stands in .error until mended */
    size_t rows_n;
    const struct portal_attach_row *papers;
    size_t papers_n;
    int64_t max_bytes;
};
/* withdraw.html: takes the wish and the reason. */
struct portal_withdraw_view {
    struct shell shell;
    struct str code, procedure, consequence;
    struct field_view reason;
};

#endif
