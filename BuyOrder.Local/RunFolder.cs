using System.Text.Json;
using BuyOrder.Local.Chain;

namespace BuyOrder.Local;

/// <summary>
/// The folder <c>.local</c> in the current directory: the logs of this run and what it deployed, nothing that a next run needs.
/// </summary>
internal sealed class RunFolder
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true };
    private readonly string folder;

    private RunFolder(string folder) => this.folder = folder;

    private string DeploymentFile => Path.Combine(folder, "deployment.json");

    public string HostLog => Path.Combine(folder, "host.log");

    public string WorkerLog => Path.Combine(folder, "worker.log");

    public string AzuriteLog => Path.Combine(folder, "azurite.log");

    public string AnvilLog => Path.Combine(folder, "anvil.log");

    /// <summary>
    /// Makes the folder, and takes away what an earlier run left, so that the addresses of a chain that is gone are not read.
    /// </summary>
    public static RunFolder Prepare(string parent)
    {
        var folder = new RunFolder(Directory.CreateDirectory(Path.Combine(parent, ".local")).FullName);
        string[] files = [folder.DeploymentFile, folder.HostLog, folder.WorkerLog, folder.AzuriteLog, folder.AnvilLog];
        foreach (var file in files)
            File.Delete(file);
        return folder;
    }

    /// <summary>Written in one step: a file that is there is complete.</summary>
    public void WriteDeployment(LocalMarket market, string rpcUrl, string tablesUrl, string tablePrefix)
    {
        var path = DeploymentFile;
        using (var file = File.Create($"{path}.new"))
        using (var json = new Utf8JsonWriter(file, Indented))
        {
            json.WriteStartObject();
            json.WriteNumber("chainId", market.ChainId);
            json.WriteString("azr", market.Azr.ToString());
            json.WriteString("zar", market.Zar.ToString());
            json.WriteString("router", market.Router.ToString());
            json.WriteString("pair", market.Pair.ToString());
            json.WriteString("wallet", market.Wallet.Address.ToString());
            json.WriteString("treasury", market.Treasury.ToString());
            json.WriteString("rpcUrl", rpcUrl);
            json.WriteString("tablesUrl", tablesUrl);
            json.WriteString("tablePrefix", tablePrefix);
            json.WriteEndObject();
        }
        File.Move($"{path}.new", path, overwrite: true);
    }
}
