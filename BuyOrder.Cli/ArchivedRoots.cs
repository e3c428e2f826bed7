using BuyOrder.Orders.Verifying;

namespace BuyOrder.Cli;

/// <summary>The daily roots that an auditor has fetched from their container.</summary>
internal static class ArchivedRoots
{
    /// <summary>Each must be a state that the ledger and the orders have passed through; the oldest that is not is the fault.</summary>
    /// <param name="folder">With a file for each day.</param>
    /// <param name="place">The ledger.</param>
    /// <param name="result">What its verification has just come to, without a fault.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="VerifyOptionsException">There are none, or a file is no archived root.</exception>
    public static async Task<VerificationResult> CompareAsync(
        DirectoryInfo folder, LedgerPlace place, VerificationResult result, CancellationToken cancellation)
    {
        var check = new ArchivedRootCheck(place.Store, result.Shards!.Count) { HasOrders = place.HasOrders };
        var (compared, notCompared) = (0, 0);
        foreach (var file in Files(folder))
        {
            var verdict = await check.CheckAsync(await ReadAsync(file, cancellation), cancellation);
            if (verdict.Fault is { } fault)
                return result with { FirstFault = fault };
            compared++;
            notCompared += verdict.IsRecordCompared ? 0 : 1;
        }

        return result with { Roots = new ComparedRoots(compared, notCompared) };
    }

    /// <summary>By their names, which are days.</summary>
    private static FileInfo[] Files(DirectoryInfo folder)
    {
        var files = folder.Exists ? folder.GetFiles("*.json").OrderBy(file => file.Name, StringComparer.Ordinal).ToArray() : [];
        return files.Length > 0 ? files : throw new VerifyOptionsException($"--roots {folder}: there is no archived root (2026-11-20.json) in such a folder.");
    }

    private static async Task<ArchivedRoot> ReadAsync(FileInfo file, CancellationToken cancellation)
    {
        try
        {
            var root = ArchivedRoot.Read(new BinaryData(await File.ReadAllBytesAsync(file.FullName, cancellation)));
            return root.Name == file.Name ? root : throw new InvalidDataException($"This is the root that is archived as {root.Name}.");
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new VerifyOptionsException($"{file}: {exception.Message}");
        }
    }
}
