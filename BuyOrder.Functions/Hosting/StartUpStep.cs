namespace BuyOrder.Functions.Hosting;

/// <summary>One part of the start-up work, safe to repeat; the steps run in the order of their registration.</summary>
internal sealed record StartUpStep(string Name, Func<CancellationToken, Task> RunAsync);
