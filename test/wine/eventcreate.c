/* Appends its arguments to C:\control\events.txt, as one line with tabs between them. */
#include <stdio.h>

int main(int count, char *arguments[]) {
    FILE *events = fopen("C:\\control\\events.txt", "ab");
    if (events == NULL) return 1;
    for (int index = 1; index < count; index++) fprintf(events, index == 1 ? "%s" : "\t%s", arguments[index]);
    fprintf(events, "\n");
    return fclose(events);
}
