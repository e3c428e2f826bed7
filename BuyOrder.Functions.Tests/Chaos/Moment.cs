using BuyOrder.Testing.Servers;

namespace BuyOrder.Functions.Tests.Chaos;

/// <summary>A moment in an order's or a message's life at which the worker may be killed, as a proxy can see it.</summary>
/// <param name="Name">What passes, and on which way.</param>
/// <param name="Matches">Whether this is it.</param>
/// <param name="Spread">It is used first within this many passages, and then again after more than that.</param>
/// <param name="IsSure">Every run under fire passes it; others need luck.</param>
internal sealed record Moment(string Name, Func<Exchange, bool> Matches, int Spread, bool IsSure)
{
    /// <summary>On the way to the server: the server never gets it.</summary>
    public static Moment Before(string what, Func<Exchange, bool> matches, int spread, bool isSure = true) =>
        new($"before: {what}", exchange => exchange.Answer is null && matches(exchange), spread, isSure);

    /// <summary>The server has done it; the worker never hears of it.</summary>
    public static Moment After(string what, Func<Exchange, bool> matches, int spread, bool isSure = true) =>
        new($"after: {what}", exchange => exchange.IsApplied && matches(exchange), spread, isSure);
}
