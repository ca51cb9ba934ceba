/* Runs a program and sends it CTRL+C once a file exists. Ends as the program does. usage: ctrl-c.exe FILE COMMAND-LINE */
#include <windows.h>

static HANDLE start(char *command, DWORD flags) {
    STARTUPINFOA startup = {.cb = sizeof startup, .dwFlags = STARTF_USESTDHANDLES};
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    PROCESS_INFORMATION process = {0};
    CreateProcessA(NULL, command, NULL, NULL, TRUE, flags, NULL, NULL, &startup, &process);
    return process.hProcess;
}

/* The event reaches every program on the console, this one too. */
static BOOL WINAPI ignore(DWORD event) { return event == CTRL_C_EVENT; }

static int end_of(HANDLE process) {
    DWORD code = 255;
    WaitForSingleObject(process, INFINITE);
    GetExitCodeProcess(process, &code);
    return (int)code;
}

int main(int count, char *arguments[]) {
    if (count != 3) return 255;
    /* Without a display a program has no console, and only a new process gets one. */
    if (GetConsoleCP() == 0) return end_of(start(GetCommandLineA(), CREATE_NO_WINDOW));
    SetConsoleCtrlHandler(ignore, TRUE);
    HANDLE program = start(arguments[2], 0);
    while (WaitForSingleObject(program, 50) == WAIT_TIMEOUT) {
        if (GetFileAttributesA(arguments[1]) == INVALID_FILE_ATTRIBUTES) continue;
        GenerateConsoleCtrlEvent(CTRL_C_EVENT, 0);
        break;
    }
    return end_of(program);
}
