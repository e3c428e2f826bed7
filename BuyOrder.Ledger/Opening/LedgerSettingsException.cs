namespace BuyOrder.Ledger.Opening;

/// <summary>The settings are not those the ledger was created with, or not valid; the message names the setting and both values.</summary>
internal sealed class LedgerSettingsException(string message) : Exception(message);
