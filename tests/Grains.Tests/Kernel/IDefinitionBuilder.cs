using OrleansSaga.Grains.Kernel;

namespace OrleansSaga.Grains.Tests.Kernel;

/// <summary>Makes the definition that a transaction of the tests is created with.</summary>
internal interface IDefinitionBuilder
{
    TransactionDefinition Definition(Guid? instance = null);
}
