using System.Text;

namespace BuyOrder.Testing.Servers;

/// <summary>A request on its way through a proxy, and the server's answer when there is one.</summary>
/// <param name="Body">The request's.</param>
/// <param name="Answer">Null on the way to the server.</param>
internal sealed record Exchange(string Body, HttpRelay.RelayedAnswer? Answer)
{
    /// <summary>The server has done what was asked; in a batch of Table Storage the parts have statuses of their own.</summary>
    public bool IsApplied =>
        Answer is { Status: < 300 } && !Encoding.UTF8.GetString(Answer.Body).Contains("HTTP/1.1 4", StringComparison.Ordinal);

    public bool Has(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (!Body.Contains(text, StringComparison.Ordinal))
                return false;
        }
        return true;
    }
}
