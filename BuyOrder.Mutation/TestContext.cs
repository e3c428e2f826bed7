namespace Xunit;

/// <summary>The newer xunit's, as far as tests that count here use it.</summary>
internal sealed class TestContext
{
    public static TestContext Current { get; } = new();

    public CancellationToken CancellationToken { get; } = CancellationToken.None;
}
