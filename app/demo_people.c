/* Invented people. Family and given names are those of the
 * province's peoples, drawn apart, so that no row is anyone. */
#include "app/demo.h"

static const char *const families[] = {"Lò",   "Vàng",   "Giàng", "Lý",    "Tẩn",  "Phùng", "Nguyễn", "Trần",
                                       "Đỗ",   "Hà",     "Sùng",  "Thào",  "Mùa",  "Cứ",    "Hạng",   "Chang",
                                       "Pờ",   "Khoàng", "Mào",   "Quàng", "Tòng", "Lường", "Cà",     "Điêu",
                                       "Nùng", "Phàn",   "Chẻo",  "Tao",   "Lù",   "Hoàng"};
static const char *const middles[] = {"Văn", "Thị",  "A",   "Thị",  "Văn",   "Minh",  "Thu",
                                      "Tả",  "Chẩn", "Dần", "Ngọc", "Quang", "Thanh", "Xuân"};
static const char *const givens[] = {
    "Ánh",   "Mẩy",  "Páo", "Dua",   "Sài",   "Hằng",  "Tá",  "Khôi", "Ọi",  "Xó",     "Xinh",  "Nhọt", "Ưng",  "Bình",
    "Chinh", "Dung", "Đào", "Giang", "Hương", "Khánh", "Lan", "Minh", "Nga", "Phương", "Quỳnh", "Sơn",  "Thủy", "Tuấn",
    "Vân",   "Yến",  "Ỏn",  "Ặng",   "Sính",  "Chứ",   "Dơ",  "Mỷ",   "Cở",  "Vừ",     "Pó",    "Anh"};

uint64_t demo_pick(struct demo *d, uint64_t n)
{
    d->seed ^= d->seed << 13;
    d->seed ^= d->seed >> 7;
    d->seed ^= d->seed << 17;
    return d->seed % n;
}

struct str demo_person_name(struct ctx *c, struct demo *d)
{
    const char *family = families[demo_pick(d, COUNT(families))];
    const char *middle = middles[demo_pick(d, COUNT(middles))];
    return str_printf(c->arena, "%s %s %s", family, middle, givens[demo_pick(d, COUNT(givens))]);
}

/* 012 is the province's number, 9 as the next digit is given
 * to nobody of the born years in use: the number is no one's. */
struct str demo_person_number(struct ctx *c, struct demo *d)
{
    return str_printf(c->arena, "0129%08llu", (unsigned long long)demo_pick(d, 100000000));
}

/* 9 begins serials that no province's births of a year reach: this number, too, is no one's. */
struct str demo_card_number(struct ctx *c, struct demo *d, int64_t year, bool female)
{
    int century = (year >= 2000 ? 2 : 0) + (female ? 1 : 0);
    return str_printf(c->arena, "012%d%02d9%05llu", century, (int)(year % 100),
                      (unsigned long long)demo_pick(d, 100000));
}
