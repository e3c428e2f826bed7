using Microsoft.Extensions.Time.Testing;

namespace BuyOrder.Functions.Tests.Functions.BadNodes;

/// <summary>Time that passes only when it is told to, for the app and its chain alike.</summary>
internal sealed class Clockwork() : FakeTimeProvider(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));
