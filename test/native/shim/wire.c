#include "wire.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "connections.h"
#include "platform.h"
#include "text.h"

#define NO_STRING UINT32_MAX
#define LONGEST_NAME 64
#define LONGEST_ANSWER (256u * 1024 * 1024)

static bool send_all(int connection, const uint8_t *bytes, size_t length) {
    while (length > 0) {
        ptrdiff_t sent = socket_send(connection, bytes, length);
        if (sent <= 0) return false;
        bytes += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool receive_all(int connection, uint8_t *bytes, size_t length) {
    while (length > 0) {
        ptrdiff_t got = socket_receive(connection, bytes, length);
        if (got <= 0) return false;
        bytes += got;
        length -= (size_t)got;
    }
    return true;
}

static uint8_t *put_number(uint8_t *at, size_t number) {
    uint32_t value = (uint32_t)number;
    memcpy(at, &value, sizeof value);
    return at + sizeof value;
}

static uint8_t *put_string(uint8_t *at, const utf16 *text) {
    if (text == NULL) return put_number(at, NO_STRING);
    size_t bytes = text_length(text) * sizeof *text;
    at = put_number(at, bytes);
    memcpy(at, text, bytes);
    return at + bytes;
}

static size_t string_size(const utf16 *text) {
    return sizeof(uint32_t) + (text == NULL ? 0 : text_length(text) * sizeof *text);
}

/* Returns NULL without memory, or if the request is too long for its length field. */
static uint8_t *request_of(const char *function, int count, const utf16 *const arguments[], size_t *length) {
    utf16 name[LONGEST_NAME];
    text_from_ascii(name, function);
    size_t size = 2 * sizeof(uint32_t) + string_size(name);
    for (int i = 0; i < count; i++) size += string_size(arguments[i]);
    uint8_t *request = size > LONGEST_ANSWER ? NULL : malloc(size);
    if (request == NULL) return NULL;
    uint8_t *at = put_number(request, size - sizeof(uint32_t));
    at = put_number(at, (size_t)count + 1);
    at = put_string(at, name);
    for (int i = 0; i < count; i++) at = put_string(at, arguments[i]);
    *length = size;
    return request;
}

static bool get_number(const uint8_t **at, const uint8_t *end, uint32_t *number) {
    if ((size_t)(end - *at) < sizeof *number) return false;
    memcpy(number, *at, sizeof *number);
    *at += sizeof *number;
    return true;
}

/* Returns false for an invalid answer. *text stays NULL if there is no string or the caller passed NULL. */
static bool get_string(const uint8_t **at, const uint8_t *end, bool wanted, utf16 **text) {
    uint32_t bytes;
    if (!get_number(at, end, &bytes)) return false;
    if (bytes == NO_STRING) return true;
    if (bytes > (size_t)(end - *at) || bytes % sizeof **text != 0) return false;
    if (wanted && (*text = text_copy(*at, bytes / sizeof **text)) == NULL) return false;
    *at += bytes;
    return true;
}

static uint8_t *receive_answer(int connection, uint32_t *length) {
    if (!receive_all(connection, (uint8_t *)length, sizeof *length) || *length > LONGEST_ANSWER) return NULL;
    uint8_t *answer = malloc(*length);
    if (answer != NULL && receive_all(connection, answer, *length)) return answer;
    free(answer);
    return NULL;
}

static bool read_answer(const uint8_t *answer, uint32_t length, uint32_t *code, utf16 **result, bool want_result, utf16 **record,
                        bool want_record) {
    const uint8_t *at = answer;
    const uint8_t *end = answer + length;
    if (get_number(&at, end, code) && get_string(&at, end, want_result, result) && get_string(&at, end, want_record, record)) return true;
    task_free(*result);
    task_free(*record);
    *result = *record = NULL;
    return false;
}

hresult ask(const char *function, int count, const utf16 *const arguments[], utf16 **result, utf16 **record) {
    utf16 *got_result = NULL;
    utf16 *got_record = NULL;
    if (result != NULL) *result = NULL;
    if (record != NULL) *record = NULL;

    size_t length;
    uint8_t *request = request_of(function, count, arguments, &length);
    if (request == NULL) return E_OUTOFMEMORY;
    int connection = connection_take();
    if (connection < 0) {
        free(request);
        return RPC_S_SERVER_UNAVAILABLE;
    }
    bool sent = send_all(connection, request, length);
    free(request);
    uint32_t answered;
    uint8_t *answer = sent ? receive_answer(connection, &answered) : NULL;
    if (answer == NULL) {
        connection_drop(connection);
        return RPC_S_CALL_FAILED;
    }
    connection_give(connection);
    uint32_t code;
    bool understood = read_answer(answer, answered, &code, &got_result, result != NULL, &got_record, record != NULL);
    free(answer);
    if (!understood) return RPC_S_CALL_FAILED;
    if (result != NULL) *result = got_result;
    if (record != NULL) *record = got_record;
    return code;
}
