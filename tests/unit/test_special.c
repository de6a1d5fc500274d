/* Against mpmath 1.4 with 40 digits. */
#include "near.h"
#include "special.h"

static void
test_lgamma(void **state)
{
	static const double of[][2] = {
		{ 0.1, 2.252712651734206 },
		{ 0.5, 0.57236494292470009 },
		{ 1.5, -0.12078223763524522 },
		{ 10, 12.80182748008147 },
		{ 1234.5, 7550.5509010778949 },
		{ 1e6, 12815504.569147612 },
		{ 1e9, 19723265827.503717 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		assert_near(special_lgamma(of[i][0]), of[i][1], 1e-14);
	assert_within(special_lgamma(1), 0, 1e-14);
	assert_within(special_lgamma(2), 0, 1e-14);
}

static void
test_poisson(void **state)
{
	static const double of[][3] = {
		{ 0, 2.5, 0.082084998623898795 },
		{ 0.5, 0.01, 0.11171516067889369 },
		{ 3, 700, 5.636448424182669e-297 },
		{ 1000, 1100, 0.00011590731420657795 },
		{ 1e6, 1001000, 0.00024205131423621331 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++)
		assert_near(special_poisson(of[i][0], of[i][1]), of[i][2], 5e-13);
}

static void
test_gamma(void **state)
{
	static const double of[][4] = {
		{ 0.5, 0.3, 0.56142197391900014, 0.43857802608099986 },
		{ 0.5, 3, 0.98569412156457036, 0.01430587843542964 },
		{ 0.5, 200, 1.0, 5.5072482372124674e-89 },
		{ 2, 1e-6, 4.9999966666679167e-13, 0.9999999999995 },
		{ 10, 5, 0.031828057306204812, 0.96817194269379519 },
		{ 1000, 1100, 0.99894067674607002, 0.0010593232539299773 },
		{ 1000, 900, 0.00054990226571178292, 0.99945009773428822 },
		{ 1e5, 1.01e5, 0.99919157848707441, 0.00080842151292559073 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		assert_near(special_gamma_below(of[i][0], of[i][1]), of[i][2], 1e-12);
		assert_near(special_gamma_above(of[i][0], of[i][1]), of[i][3], 1e-12);
	}
	assert_near(special_gamma_below(3, 0), 0, 0);
	assert_near(special_gamma_above(3, 0), 1, 0);
}

static void
test_beta(void **state)
{
	static const double of[][5] = {
		{ 0.5, 0.5, 0.3, 0.36901011956554538, 0.63098988043445462 },
		{ 2, 3, 0.1, 0.0523, 0.9477 },
		{ 4.5, 200.5, 0.05, 0.98617742119880189, 0.013822578801198115 },
		{ 50, 50, 0.6, 0.9780695578699148, 0.021930442130085196 },
		{ 1000, 2000, 0.3, 4.0738279160507943e-5, 0.99995926172083949 },
		{ 0.5, 3000, 1e-4, 0.56141434367469189, 0.43858565632530811 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		double a = of[i][0], b = of[i][1], x = of[i][2];

		assert_near(special_beta(a, b, x, 1 - x), of[i][3], 1e-12);
		assert_near(special_beta(b, a, 1 - x, x), of[i][4], 1e-12);
	}
	assert_near(special_beta(2, 3, 0, 1), 0, 0);
	assert_near(special_beta(2, 3, 1, 0), 1, 0);
}

/* 10 of 20 heads: 184756 / 2^20. */
static void
test_binomial(void **state)
{
	(void)state;
	assert_near(special_binomial(10, 10, 0.5, 0.5), 184756. / 1048576, 1e-14);
	assert_near(special_binomial(0, 3, 0.1, 0.9), 0.729, 1e-14);
	assert_near(special_binomial(3, 0, 0.1, 0.9), 0.001, 1e-14);
	assert_near(special_binomial(2, 1, 0.1, 0.9), 0.027, 1e-14);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_lgamma),
	cmocka_unit_test(test_poisson),
	cmocka_unit_test(test_gamma),
	cmocka_unit_test(test_beta),
	cmocka_unit_test(test_binomial),
};

UNIT_MAIN
