// azurite.js - what Microsoft's own client does, for the tests of az-fetch.
//
//	node azurite.js FOLDER URL COMMAND ...
//		put CONTAINER [public] <LINES	uploads; a line is {"name","file",
//				"encoding","blocks","metadata"}, as JSON
//		get CONTAINER NAMEFILE		a blob's bytes to stdout
//		delete CONTAINER NAME
//		sas CONTAINER PERMISSIONS [SECONDS]	a SAS token to stdout
// FOLDER has the SDK, URL is the account's. The key is the emulator's.
'use strict';
const fs = require('fs');
const [folder, url, command, container, ...rest] = process.argv.slice(2);
const sdk = require(`${folder}/node_modules/@azure/storage-blob`);

const account = 'devstoreaccount1';
const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const credential = new sdk.StorageSharedKeyCredential(account, key);
const client = new sdk.BlobServiceClient(url, credential).getContainerClient(container);

async function putOne(line) {
	const o = JSON.parse(line);
	const blob = client.getBlockBlobClient(o.name);
	const bytes = fs.readFileSync(o.file);
	const headers = { blobContentEncoding: o.encoding };
	if (!o.blocks) {
		await blob.upload(bytes, bytes.length, { blobHTTPHeaders: headers, metadata: o.metadata });
		return;
	}
	const id = Buffer.from('0001').toString('base64');
	await blob.stageBlock(id, bytes, bytes.length);
	await blob.commitBlockList([id], { blobHTTPHeaders: headers });
}

const commands = {
	async put() {
		await client.createIfNotExists(rest[0] ? { access: 'container' } : {});
		const lines = fs.readFileSync(0, 'utf8').split('\n').filter(Boolean);
		const puts = async () => { for (let line; (line = lines.shift());) await putOne(line); };
		await Promise.all(Array.from({ length: 16 }, puts));
	},
	async get() {
		const name = fs.readFileSync(rest[0], 'utf8');
		process.stdout.write(await client.getBlockBlobClient(name).downloadToBuffer());
	},
	async delete() {
		await client.deleteBlob(rest[0]);
	},
	async sas() {
		const from = Date.now() - 3600e3, to = Date.now() + 1000 * Number(rest[1] || 3600);
		console.log(sdk.generateBlobSASQueryParameters({
			containerName: container, permissions: sdk.ContainerSASPermissions.parse(rest[0]),
			startsOn: new Date(from), expiresOn: new Date(to),
		}, credential).toString());
	},
};
commands[command]().catch((e) => {
	console.error(e.message);
	process.exit(1);
});
