using System.Numerics;
using BuyOrder.Domain.Chain;
using BuyOrder.Domain.Checks;
using BuyOrder.Domain.Market;
using BuyOrder.Domain.Money;
using BuyOrder.Domain.Orders;
using BuyOrder.Domain.Parameters;
using BuyOrder.Domain.Treasury;

namespace BuyOrder.Functions.Tests.Domain.Checks;

/// <summary>A question in which nothing but the offers of the markets, and what they are judged by, is in the way of an order.</summary>
internal static class MarketQuestions
{
    public static PreTradeQuestion Of(
        IReadOnlyList<MarketOffer> offers, Zar spend, TokenUnits units, BusinessParameters parameters, Price? native = null, BigInteger? stablecoin = null)
    {
        return new PreTradeQuestion
        {
            Moment = PreTradeMoment.Reserve,
            State = new TreasuryState(),
            Wallet = Address.Zero,
            Facts = PreTradeFacts.None with
            {
                HeadTime = DateTimeOffset.UnixEpoch,
                BaseFeeWei = 1,
                SuggestedTipWei = 1,
                NativeBalanceWei = BigInteger.Pow(10, 18),
                StablecoinBalance = stablecoin ?? BigInteger.Pow(10, 60),
                Offers = offers,
                NativePrice = native,
            },
            Units = units,
            Spend = spend,
            Parameters = parameters with { Minimum = new Zar(1) },
            Limits = new EngineLimits(),
            Now = DateTimeOffset.UnixEpoch,
        };
    }
}
