/* Messages: one line, one write, no control byte from input, the reason kept. */
#include "unit.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "diag.h"

static char said[8192];

/* What warn says about text, without the program's name; one read is one write. */
static const char *
warned(const char *text)
{
	int fd[2], kept = dup(STDERR_FILENO);
	ssize_t n;

	assert_int_equal(pipe(fd), 0);
	dup2(fd[1], STDERR_FILENO);
	warn("%s", text);
	dup2(kept, STDERR_FILENO);
	n = read(fd[0], said, sizeof said - 1);
	assert_true(n > 0);
	said[n] = '\0';
	close(fd[0]);
	close(fd[1]);
	close(kept);
	assert_ptr_equal(strchr(said, '\n'), said + n - 1);
	said[n - 1] = '\0';
	return strstr(said, ": ") + 2;
}

static void
passes_text(void **state)
{
	(void)state;
	assert_string_equal(warned("a ~ \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"),
	    "a ~ \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80");
	assert_string_equal(warned("\xc2\xa0\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf"),
	    "\xc2\xa0\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf");
}

static void
masks_what_moves_a_cursor(void **state)
{
	(void)state;
	assert_string_equal(warned("a\nprogram: forged\r\t\b\x1b[31m\x7f"),
	    "a?program: forged????[31m?");
	/* U+009B is CSI. */
	assert_string_equal(warned("\xc2\x9b" "2J \x9b" "2J"), "??2J ?2J");
}

static void
masks_broken_utf8(void **state)
{
	(void)state;
	assert_string_equal(warned("\xff\xc0\xaf \xe0\x80\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xf5\x80"),
	    "??? ??? ??? ???? ??");
	assert_string_equal(warned("\xe2\x82"), "??");
	assert_string_equal(warned("\xe2\x82x\xc3"), "??x?");
}

static void
keeps_the_reason_of_a_long_one(void **state)
{
	static char path[10000];
	int fd[2], kept = dup(STDERR_FILENO);
	ssize_t n;

	(void)state;
	memset(path, 'p', sizeof path - 1);
	assert_in_range(strlen(warned(path)), 3000, 4096);
	assert_int_equal(pipe(fd), 0);
	dup2(fd[1], STDERR_FILENO);
	errno = ENOENT;
	warn_errno("%s", path);
	dup2(kept, STDERR_FILENO);
	n = read(fd[0], said, sizeof said - 1);
	assert_in_range(n, 3000, 4096);
	said[n] = '\0';
	assert_non_null(strstr(said, "p: No such file or directory\n"));
}

static void
opens_what_was_closed(void **state)
{
	int status;
	pid_t pid = fork();
	char byte;

	(void)state;
	if (!pid) {
		close(STDIN_FILENO);
		close(STDOUT_FILENO);
		diag_begin();
		/* Open, and yet neither to be read nor to be written. */
		if (read(STDIN_FILENO, &byte, 1) != -1 || errno != EBADF)
			_exit(1);
		if (write(STDOUT_FILENO, "x", 1) != -1 || errno != EBADF)
			_exit(2);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(passes_text),
	cmocka_unit_test(masks_what_moves_a_cursor),
	cmocka_unit_test(masks_broken_utf8),
	cmocka_unit_test(keeps_the_reason_of_a_long_one),
	cmocka_unit_test(opens_what_was_closed),
};

UNIT_MAIN
