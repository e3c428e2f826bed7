using BuyOrder.Orders.Parameters;
using BuyOrder.Orders.Rows;
using BuyOrder.Orders.Store;
using BuyOrder.Storage;
using BuyOrder.Storage.Verifying;

namespace BuyOrder.Orders.Engine;

/// <summary>Changes the business parameters so that after the answer no reservation and no signature rests on an earlier version.</summary>
/// <remarks>
/// Parameters and orders lie in two tables, and no batch covers both. So the order store's state is made to name the new version before there
/// is an answer: every step that was decided before then meets another ETag, is refused whole, and is decided again on a state that no older
/// version fits. A process that dies between the two writes has answered nothing: the version is in force, and the same request again, or the
/// first step that rests on it, makes the state name it.
/// </remarks>
internal sealed class ParameterChanges(ParameterStore parameters, OrderStore orders)
{
    /// <summary>More than usual: nothing is bought while the version in force is not known to the order store.</summary>
    private const int MaxTries = 32;

    /// <inheritdoc cref="ParameterStore.ChangeAsync"/>
    /// <exception cref="LedgerFaultException">
    /// The version in force is not as it was written; or the new one is in force, but the order store's rows contradict each other, so that it
    /// cannot be made known to it. Then nothing is bought until those are put right.
    /// </exception>
    /// <exception cref="TableUnavailableException">Storage gave no sure answer; asking again is safe.</exception>
    public async Task<ParametersChangeResult> ChangeAsync(ParametersChange change, CancellationToken cancellation)
    {
        var result = await parameters.ChangeAsync(change, cancellation);
        return result is ParametersChangeResult.Overtaken
            ? result
            : await OptimisticWrite.RunAsync(
                () => TryNameAsync(result, cancellation),
                OrderKeys.Partition,
                "the new version of the parameters, which is in force, was being made known to it",
                MaxTries);
    }

    /// <summary>Null: a step came between.</summary>
    private async Task<ParametersChangeResult?> TryNameAsync(ParametersChangeResult made, CancellationToken cancellation)
    {
        var book = await orders.LoadAsync(cancellation);
        var version = made.InForce.Version;
        return book.State.ParametersVersion >= version || await orders.RecordRunsAsync(book, book.State.Using(version), [], cancellation) ? made : null;
    }
}
