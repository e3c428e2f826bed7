namespace BuyOrder.Testing;

/// <summary>The run that test doubles are part of. When it is cancelled, they stop waiting.</summary>
internal static class TestRun
{
    /// <summary>Where the token comes from. A test project sets it to its framework's; a console leaves it.</summary>
    public static Func<CancellationToken> Source { get; set; } = () => CancellationToken.None;

    public static CancellationToken Cancellation => Source();
}
