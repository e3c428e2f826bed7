using System.Buffers;
using System.Security.Cryptography;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Verifying;

/// <summary>
/// Computes the order store again from its rows: the record chain, its sums, each order with its attempts and all that lies beside them, and
/// names the first row that does not fit (docs/ledger-format.md).
/// </summary>
/// <remarks>Reads only, and may run beside any number of steps: what they make look wrong for a moment counts for nothing.</remarks>
internal sealed class OrderVerifier(ITableStore store, TimeProvider time)
{
    private const int IdDigits = 16;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    private readonly PausedVerifications paused = new(time);

    /// <param name="anchor">The newest record as an earlier verification saw it; null when there was none.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <exception cref="TableUnavailableException">The storage gives no trustworthy answer, or the book changed at each look: nothing is known.</exception>
    public async Task<OrderVerdict> VerifyAsync(RecordAnchor? anchor, CancellationToken cancellation)
    {
        await using var verification = new BookVerification(store, time, anchor);
        return (await verification.GoOnAsync(() => false, cancellation))!;
    }

    /// <summary>The same, as far as the time goes and at least one page.</summary>
    /// <param name="id">Of the verification to go on with; null begins one.</param>
    /// <param name="anchor">As above, for one that begins.</param>
    /// <param name="isOver">Whether the time is over.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    /// <returns>The result, or null with the id to go on with.</returns>
    /// <remarks>
    /// What was seen so far is kept in this process. Another one that is asked to go on begins from the start under the same id and goes on with
    /// that at each later call, so that the calls come to an end whichever of some processes answers them.
    /// </remarks>
    /// <exception cref="TableUnavailableException">As above.</exception>
    public async Task<(OrderVerdict? Verdict, string Id)> VerifyPartAsync(
        string? id, RecordAnchor? anchor, Func<bool> isOver, CancellationToken cancellation)
    {
        var own = id ?? RandomNumberGenerator.GetHexString(IdDigits, lowercase: true);
        var verification = paused.Take(own) ?? new BookVerification(store, time, anchor);
        OrderVerdict? verdict = null;
        var isPaused = false;
        try
        {
            verdict = await verification.GoOnAsync(isOver, cancellation);
            isPaused = verdict is null;
        }
        finally
        {
            if (!isPaused)
                await verification.DisposeAsync();
        }

        if (isPaused)
            await paused.KeepAsync(own, verification);
        return (verdict, own);
    }

    /// <summary>Whether a text may be the id of a verification.</summary>
    public static bool IsId(ReadOnlySpan<char> text) => text.Length == IdDigits && !text.ContainsAnyExcept(LowerHex);
}
