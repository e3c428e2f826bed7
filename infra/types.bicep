metadata description = 'What the business decides at the very first start; later changes are made by the API, with a history. See docs/parameters.md.'

@export()
@description('Version 1 of the business parameters. "null" means: no such limit.')
@sealed()
type initialParameters = {
  @description('Share of unused revenue that is spent, in hundredths of a percent.')
  @minValue(1)
  @maxValue(10000)
  RateBps: int

  @description('Least spend of an order, ZAR with two decimals.')
  @minLength(1)
  Minimum: string

  @description('Largest spend of an order, ZAR with two decimals.')
  @minLength(1)
  Maximum: string

  @description('How far below the quote a purchase may end, in hundredths of a percent.')
  @minValue(0)
  @maxValue(10000)
  SlippageBps: int

  @description('How far the quote may be from the reference price, in hundredths of a percent.')
  @minValue(0)
  @maxValue(10000)
  DeviationBps: int

  @description('How far the purchase itself may move the price, in hundredths of a percent.')
  @minValue(1)
  @maxValue(10000)
  ImpactBps: int

  @description('Cap of the fee for each unit of gas, in gwei.')
  @minLength(1)
  MaxFeePerGasGwei: string

  @description('Cap of the tip within it, in gwei.')
  @minLength(1)
  MaxPriorityFeePerGasGwei: string

  @description('ZAR for one token, for the guard of the price.')
  @minLength(1)
  ReferencePrice: string

  @description('When an order is due: six NCRONTAB fields.')
  @minLength(11)
  Schedule: string

  @description('IANA zone of the schedule.')
  @minLength(1)
  ScheduleTimeZone: string

  @description('Whether buying is paused from the start; an operator resumes it.')
  Paused: bool

  @description('Largest spend of a business day, ZAR, or null.')
  MaxPerDay: string

  @description('Largest spend of a month, ZAR, or null.')
  MaxPerMonth: string

  @description('Least time between two orders, or null.')
  MinimumInterval: string

  @description('What must stay in the wallet, ZAR, or null.')
  WalletReserve: string

  @description('Largest amount of one revenue message, ZAR, or null.')
  MaxAmount: string

  @description('How far the rate of a message may be from the day\'s, in hundredths of a percent, or null.')
  MaxRateDeviationBps: string

  @description('How far ahead the time of a message may lie, or null.')
  MaxFuture: string

  @description('How old a message may be, or null.')
  MaxAge: string

  @description('Largest revenue of a day before buying stops, ZAR, or null.')
  MaxRevenuePerDay: string

  @description('Statuses under which money is not settled, separated by commas.')
  NotSettledStatuses: string

  @description('Names of the price sources that are switched on, separated by commas.')
  @minLength(1)
  PriceSources: string

  @description('How far a price source may be from the median, in hundredths of a percent.')
  @minValue(0)
  @maxValue(10000)
  DivergenceBps: int

  @description('How many price sources must agree at the least.')
  @minValue(1)
  @maxValue(10)
  MinimumSources: int

  @description('How far the stablecoin may be from one Rand, in hundredths of a percent, or null.')
  DepegBps: string

  @description('When the reference price was last confirmed, in UTC, or null.')
  ReferencePriceConfirmedAt: string

  @description('How long the reference price counts from then on, or null.')
  ReferencePriceGoodFor: string
}
