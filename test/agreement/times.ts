/** Factor on the number of random clusters. `AGREEMENT_TIMES=10` judges ten times as many. */
export const TIMES = Number(process.env.AGREEMENT_TIMES ?? 1);
