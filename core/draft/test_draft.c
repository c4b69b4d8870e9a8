#include "core/draft/draft.h"
#include "data/test_help.h"
int main(void)
{
    return run_on_both("draft", NULL, 0);
}
