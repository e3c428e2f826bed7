using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using BuyOrder.Domain.Revenue;
using BuyOrder.Ledger.Opening;
using BuyOrder.Ledger.Rows;
using BuyOrder.Ledger.Verifying;
using BuyOrder.Orders.Chain;
using BuyOrder.Orders.Verifying;
using BuyOrder.Storage;

namespace BuyOrder.Cli;

/// <summary><c>BuyOrder.Cli verify</c>: an auditor's verification of the whole ledger. Reads only.</summary>
internal static class VerifyCommand
{
    public const string Name = "verify";
    public const int Clean = 0;
    public const int Fault = 1;
    public const int NotTold = 2;

    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        var command = new Command(Name, """
            Computes the revenue ledger again from its rows and names the first block or row that does not fit. Reads only.

            Exit code 0: all fits. 1: something does not. 2: it could not be told, or not all of it.
            """);
        foreach (var option in VerifyOptions.All)
            command.Add(option);
        command.SetAction((parsed, cancellation) => RunAsync(parsed, Console.Out, Console.Error, cancellation));
        return command;
    }

    /// <summary>The result on <paramref name="output"/>, progress and trouble on <paramref name="error"/>.</summary>
    /// <returns>The exit code.</returns>
    private static async Task<int> RunAsync(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken interrupt)
    {
        try
        {
            var options = VerifyOptions.Of(parsed);
            var place = await LedgerPlace.FindAsync(options, interrupt);
            var result = await VerifyAsync(place, error, interrupt);
            if (options.Roots is { } roots && result.FirstFault is null)
                result = await ArchivedRoots.CompareAsync(roots, place, result, interrupt);
            if (options.Chain is { } chain && result.FirstFault is null)
            {
                result = await new ChainPlace(chain).CompareAsync(
                    place.Store, result, (block, final) => error.WriteLine(Line($"compared up to block {block} of {final}")), interrupt);
            }
            await output.WriteLineAsync(options.Json ? Json(result) : Text(result));
            if (result.FirstFault is not null)
                return Fault;

            // What was looked at fits; the rest is not known, and must not look as if it were.
            return result.Uncovered is null ? Clean : NotTold;
        }
        catch (VerifyOptionsException wrong)
        {
            await error.WriteLineAsync(wrong.Message);
        }
        catch (TableUnavailableException unavailable)
        {
            await error.WriteLineAsync(unavailable.Message);
        }
        catch (ChainUnavailableException unavailable)
        {
            await error.WriteLineAsync($"The ledger fits, and cannot be compared with the chain: {unavailable.Message}");
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            await error.WriteLineAsync("Interrupted before the end: nothing is known.");
        }
        return NotTold;
    }

    private static async Task<VerificationResult> VerifyAsync(LedgerPlace place, TextWriter error, CancellationToken cancellation)
    {
        var table = place.Store.Table(LedgerKeys.Table);
        var (options, fault) = await LedgerMeta.OptionsAsync(table, cancellation);
        if (options is null)
        {
            var now = TimeProvider.System.GetUtcNow();
            return new VerificationResult(now, now, 0, 0, 0, fault, null);
        }
        var newest = await new VerificationLog(place.Store).NewestAsync(cancellation);
        var verifier = new Verifier(place.Store, options, TimeProvider.System)
        {
            HasOrders = place.HasOrders,
            Repairs = false,
            Book = place.HasOrders ? new OrderVerifier(place.Store, TimeProvider.System) : null,
        };
        var told = Stopwatch.GetTimestamp();
        return await verifier.VerifyAsync(newest?.Anchor, newest?.Record, Tell, cancellation);

        void Tell(VerifyProgress progress)
        {
            if (Stopwatch.GetElapsedTime(told) < BetweenLines)
                return;
            told = Stopwatch.GetTimestamp();
            error.WriteLine(Line($"shard {progress.Shard + 1} of {progress.ShardCount}: {progress.Entries} entries and {progress.Blocks} blocks so far"));
        }
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Text(VerificationResult result) => result.FirstFault is { } fault
        ? $"Fault: {fault.Told}"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"All fits: {result.Entries} entries in {result.Blocks} blocks, {result.Frozen} frozen ledger roots, {result.Book.Orders} orders in {result.Book.Records} records{Newest(result)}; the ledger root is {Root(result)}. {ChainText(result)}{RootsText(result)}")
            + (result.MissingRefundRows == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {result.MissingRefundRows} refunds are not in the index of refunds yet."));

    private static string Newest(VerificationResult result) => result.Book.Newest is { } newest ? Line($", the newest {newest.Number} ({newest.Hash})") : "";

    private static string ChainText(VerificationResult result) => result.Outflows is { } outflows
        ? Line($"The chain was compared up to block {outflows.Block}: {outflows.Count} outflows of stablecoin, each an order's.")
            + (result.Uncovered is { } uncovered ? $" Not all of it is known: {uncovered}" : "")
        : "The chain was not asked.";

    private static string RootsText(VerificationResult result) => result.Roots is { } roots
        ? Line($" The ledger has passed through all {roots.Count} archived roots.")
            + (roots.BeforeRestart > 0 ? Line($" The records of {roots.BeforeRestart} are from before a restart of the records, and were not compared.") : "")
        : "";

    private static string Json(VerificationResult result) => JsonSerializer.Serialize(
        new VerificationReport(
            new VerificationReport.VerifiedPart(result.Entries, result.Blocks, result.Book.Orders, result.Book.Records), VerificationReport.FaultPart.Of(result.FirstFault), null)
        {
            NewestRecord = VerificationReport.RecordPart.Of(result.Book.Newest),
            FrozenRoots = result.Frozen,
            LedgerRoot = Root(result),
            ArchivedRoots = result.Roots,
            Chain = new VerificationReport.ComparedPart(result.Outflows is not null && result.Uncovered is null, result.Outflows?.Block, result.Outflows?.Count)
            {
                Uncovered = result.Uncovered,
            },
        },
        CliJson.Default.VerificationReport);

    private static string? Root(VerificationResult result) =>
        result.Shards is { } shards ? RevenueHashes.LedgerRoot(shards).ToString() : null;
}
