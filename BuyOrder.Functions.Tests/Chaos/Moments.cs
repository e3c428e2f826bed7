using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>Every durable write and outside call of an order and of a batch of messages, told by what passes a proxy.</summary>
internal static class Moments
{
    /// <summary>An order passes it once, or a few times with its repetitions.</summary>
    private const int OncePerOrder = 24;

    /// <summary>Every look passes it, at each of three nodes.</summary>
    private const int Often = 400;

    /// <summary>Few orders pass it at all.</summary>
    private const int Seldom = 3;

    private const int Batches = 60;

    private const string Broadcast = "eth_sendRawTransaction";

    /// <summary>Selector of approve(address,uint256), in the bytes of a signed transaction.</summary>
    private const string ApproveCall = "095ea7b3";

    /// <summary>Selector of swapExactTokensForTokensSupportingFeeOnTransferTokens(uint256,uint256,address[],address,uint256).</summary>
    private const string SwapCall = "5c11d795";

    public static IEnumerable<Moment> OfMessages =>
        Both("ledger batch", exchange => exchange.Has("\"RowKey\":\"head\"", "\"RowKey\":\"e:"), Batches);

    public static IEnumerable<Moment> OfOrders =>
    [
        .. Both("reserve", IsReserve, OncePerOrder),
        .. Both("allowance stored", exchange => IsStored(exchange, "Approve"), OncePerOrder),
        .. Both("swap stored", exchange => IsStored(exchange, "Swap"), OncePerOrder),
        .. Both("allowance broadcast", exchange => exchange.Has(Broadcast, ApproveCall), OncePerOrder * 3),
        .. Both("swap broadcast", exchange => exchange.Has(Broadcast, SwapCall), OncePerOrder * 3),
        .. Both("allowance noted as sent", exchange => IsSent(exchange, "Approve"), OncePerOrder),
        .. Both("swap noted as sent", exchange => IsSent(exchange, "Swap"), OncePerOrder),
        .. Both("mined noted", exchange => IsOrder(exchange) && exchange.Has("\"phase\":\"Mined\""), OncePerOrder),
        .. Both("settle", exchange => IsOrder(exchange) && exchange.Has("\"status\":\"Completed\""), OncePerOrder),
        .. Both("retry", exchange => IsOrder(exchange) && exchange.Has("\"phase\":\"Reserved\"", "\"state\":\"Reverted\""), Seldom),
        .. Both("fail", exchange => IsOrder(exchange) && exchange.Has("\"status\":\"Failed\""), Seldom),
        .. Both("replacement stored", exchange => IsReplacement(exchange), Seldom, isSure: false),
        .. Both("hold noted", exchange => IsOrder(exchange) && exchange.Has("\"holdReason\":"), Seldom * 3, isSure: false),
        Moment.Before("facts for a purchase", exchange => exchange.Has("eth_maxPriorityFeePerGas"), Often),
        Moment.Before("simulation", exchange => exchange.Has("eth_estimateGas"), Often / 4),
        Moment.Before("look at the order's transactions", exchange => exchange.Has("eth_getTransactionReceipt"), Often),
    ];

    private static Moment[] Both(string what, Func<Exchange, bool> matches, int spread, bool isSure = true) =>
        [Moment.Before(what, matches, spread, isSure), Moment.After(what, matches, spread, isSure)];

    private static bool IsReserve(Exchange exchange) => exchange.Has("\"RowKey\":\"state\"", "\"RowKey\":\"n:");

    private static bool IsOrder(Exchange exchange) => exchange.Has("\"RowKey\":\"state\"", "\"RowKey\":\"o:") && !IsReserve(exchange);

    private static bool IsStored(Exchange exchange, string kind) =>
        IsOrder(exchange) && exchange.Has("\"RowKey\":\"t:", $"\"kind\":\"{kind}\"");

    private static bool IsSent(Exchange exchange, string kind) =>
        IsOrder(exchange) && !exchange.Has("\"RowKey\":\"t:") && exchange.Has($"\"kind\":\"{kind}\"", "\"state\":\"Sent\"");

    /// <summary>Another attempt although the swap was sent before.</summary>
    private static bool IsReplacement(Exchange exchange) => IsOrder(exchange) && exchange.Has("\"RowKey\":\"t:", "\"phase\":\"Broadcast\"");
}
