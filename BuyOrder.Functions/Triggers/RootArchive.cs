using BuyOrder.Orders.Verifying;
using BuyOrder.Storage.Azure;

namespace BuyOrder.Functions.Triggers;

/// <summary>
/// Puts the ledger root of the day where the rights on the tables do not reach. What fails here is told and stops nothing: the root of the
/// next day covers this one too.
/// </summary>
internal sealed partial class RootArchive(BlobArchive blobs, ArchivedRootCheck check, ILogger<RootArchive> logger)
{
    /// <param name="result">Of a whole verification that has just found no fault.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task KeepAsync(VerificationResult result, CancellationToken cancellation)
    {
        var root = ArchivedRoot.Of(result);
        try
        {
            if (await blobs.AddAsync(root.Name, root.Write(), cancellation) is { } before)
                await CompareAsync(root, before, cancellation);
            else
                Log.Archived(logger, root.Name, root.LedgerRoot);
        }
        catch (ArchiveUnavailableException unavailable)
        {
            Log.NotArchived(logger, unavailable.Message);
        }
        catch (InvalidDataException unreadable)
        {
            Log.Contradicts(logger, $"{root.Name}: {unreadable.Message}");
        }
    }

    /// <summary>What another instance or an earlier verification of the day has written stays; the ledger must have passed through it.</summary>
    private async Task CompareAsync(ArchivedRoot root, BinaryData before, CancellationToken cancellation)
    {
        var kept = ArchivedRoot.Read(before);
        if (kept.Day != root.Day)
            Log.Contradicts(logger, $"{root.Name} is of another day: {kept.Name}.");
        else if ((await check.CheckAsync(kept, cancellation)).Fault is { } fault)
            Log.Contradicts(logger, fault.Detail);
        else
            Log.ThereAlready(logger, root.Name, kept.LedgerRoot);
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The ledger root of the day was archived as {Name}: {Root}")]
        public static partial void Archived(ILogger logger, string name, string root);

        [LoggerMessage(LogLevel.Information, "The ledger root of the day is archived already as {Name}: {Root}")]
        public static partial void ThereAlready(ILogger logger, string name, string root);

        [LoggerMessage(LogLevel.Error, "The ledger root of the day was not archived. {Reason}")]
        public static partial void NotArchived(ILogger logger, string reason);

        [LoggerMessage(LogLevel.Error, "An archived ledger root contradicts the ledger. {Fault}")]
        public static partial void Contradicts(ILogger logger, string fault);
    }
}
