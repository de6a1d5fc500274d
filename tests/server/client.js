// client.js - what the vendors' own clients do with a store, for the tests of the
// fetchers: they upload, list and download, and ours has to agree.
//
//	node client.js KIND FOLDER URL COMMAND BUCKET ...
//		put BUCKET <LINES	makes the bucket and uploads; a line is
//				{"name","file","encoding","parts"}, as JSON
//		fill BUCKET N	N small objects, {"i":1} and so on, "many/00001 +&%.ndjson"
//		sums BUCKET		downloads all in the order they are listed: a line
//				{"name","size","sha256"} each, then one {"all":SHA256}.
//		delete BUCKET NAME
//		open BUCKET	anybody may read it
//		sas BUCKET	(az) a token that may read and list
//		buckets		(s3) what there is: does the store answer?
// KIND is gcs, s3 or az; FOLDER has the SDKs (tests/server/setup sdk). Keys are
// those of the environment (s3), the emulator's (az), or none (gcs).
'use strict';
const fs = require('fs');
const http = require('http');
const { createHash } = require('crypto');
const [kind, folder, url, command, bucket, ...rest] = process.argv.slice(2);
const sdk = (name) => require(`${folder}/node_modules/${name}`);
const PART = 8 << 20;

// A store: makes, puts, lists (all names, in its order), gets (a stream).
const stores = {
	gcs() {
		const { Storage } = sdk('@google-cloud/storage');
		const b = new Storage({ apiEndpoint: url, projectId: 'p', useAuthWithCustomEndpoint: false })
			.bucket(bucket);
		return {
			make: async () => (await b.exists())[0] || b.create(),
			put: (o, bytes) => b.file(o.name).save(bytes, { resumable: !!o.parts, validation: 'crc32c',
				metadata: o.encoding ? { contentEncoding: o.encoding } : {} }),
			list: async () => (await b.getFiles()).flat().filter((f) => f.name).map((f) => f.name),
			get: async (name) => b.file(name).createReadStream({ decompress: false }),
			remove: (name) => b.file(name).delete(),
		};
	},
	s3() {
		const s3 = sdk('@aws-sdk/client-s3');
		const agent = new http.Agent({ keepAlive: true, maxSockets: 32 });
		const c = new s3.S3Client({ endpoint: url, forcePathStyle: true, region: process.env.AWS_REGION || 'us-east-1',
			requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED',
			requestHandler: { httpAgent: agent } });
		const send = (what, input) => c.send(new s3[`${what}Command`]({ Bucket: bucket, ...input }));
		async function putParts(o, bytes) {
			const at = { Key: o.name };
			at.UploadId = (await send('CreateMultipartUpload', at)).UploadId;
			const Parts = [];
			for (let n = 1; (n - 1) * PART < bytes.length; n++) {
				const Body = bytes.subarray((n - 1) * PART, n * PART);
				Parts.push({ PartNumber: n, ETag: (await send('UploadPart', { ...at, PartNumber: n, Body })).ETag });
			}
			await send('CompleteMultipartUpload', { ...at, MultipartUpload: { Parts } });
		}
		return {
			make: () => send('CreateBucket', {}).catch((e) => {
				if (e.name !== 'BucketAlreadyOwnedByYou') throw e;
			}),
			put: (o, Body) => (o.parts ? putParts(o, Body) :
				send('PutObject', { Key: o.name, Body, ContentEncoding: o.encoding })),
			async list() {
				const names = [];
				for (let ContinuationToken, more = true; more;) {
					const page = await send('ListObjectsV2', { ContinuationToken, EncodingType: 'url' });
					for (const o of page.Contents || []) names.push(unquote(o.Key));
					ContinuationToken = page.NextContinuationToken;
					more = page.IsTruncated;
				}
				return names;
			},
			get: async (Key) => (await send('GetObject', { Key })).Body,
			remove: (Key) => send('DeleteObject', { Key }),
			open: () => send('PutBucketPolicy', { Policy: JSON.stringify({ Version: '2012-10-17',
				Statement: [{ Effect: 'Allow', Principal: { AWS: ['*'] },
					Action: ['s3:GetObject'], Resource: [`arn:aws:s3:::${bucket}/*`] }] }) }),
			buckets: () => c.send(new s3.ListBucketsCommand({})),
		};
	},
	az() {
		const blob = sdk('@azure/storage-blob');
		const credential = new blob.StorageSharedKeyCredential('devstoreaccount1',
			'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==');
		const c = new blob.BlobServiceClient(url, credential).getContainerClient(bucket);
		return {
			make: () => c.createIfNotExists(),
			put: (o, bytes) => c.getBlockBlobClient(o.name).uploadData(bytes, {
				blobHTTPHeaders: { blobContentEncoding: o.encoding },
				blockSize: PART, maxSingleShotSize: o.parts ? 1 : 256 << 20 }),
			async list() {
				const names = [];
				for await (const b of c.listBlobsFlat()) names.push(b.name);
				return names;
			},
			get: async (name) => (await c.getBlobClient(name).download()).readableStreamBody,
			remove: (name) => c.deleteBlob(name),
			open: () => c.setAccessPolicy('container'),
			async sas() {
				const from = Date.now() - 3600e3;
				console.log(blob.generateBlobSASQueryParameters({ containerName: bucket,
					permissions: blob.ContainerSASPermissions.parse('rl'),
					startsOn: new Date(from), expiresOn: new Date(from + 7200e3) }, credential).toString());
			},
		};
	},
};

// encoding-type=url, with '+' for a space.
function unquote(s) {
	return decodeURIComponent(s.replace(/\+/g, ' '));
}

async function hashed(name, all) {
	const one = createHash('sha256');
	let size = 0;
	for await (const piece of await store.get(name)) {
		one.update(piece);
		all.update(piece);
		size += piece.length;
	}
	return { name, size, sha256: one.digest('hex') };
}

// do 32 at a time what next() gives, until it gives nothing
function parallel(next) {
	const worker = async () => { for (let job; (job = next());) await job(); };
	return Promise.all(Array.from({ length: 32 }, worker));
}

const store = stores[kind]();
const commands = {
	async put() {
		await store.make();
		const lines = fs.readFileSync(0, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l));
		await parallel(() => {
			const o = lines.shift();
			return o && (() => store.put(o, fs.readFileSync(o.file)).catch((e) => {
				throw new Error(`${JSON.stringify(o.name)}: ${e.message}`);
			}));
		});
	},
	async fill() {
		await store.make();
		let i = 0;
		await parallel(() => {
			if (i === Number(rest[0])) return null;
			const n = ++i, name = `many/${String(n).padStart(5, '0')} +&%.ndjson`;
			return () => store.put({ name }, Buffer.from(`{"i":${n}}\n`));
		});
	},
	async sums() {
		const all = createHash('sha256');
		for (const name of await store.list()) console.log(JSON.stringify(await hashed(name, all)));
		console.log(JSON.stringify({ all: all.digest('hex') }));
	},
	delete: () => store.remove(rest[0]),
	open: () => store.open(),
	sas: () => store.sas(),
	buckets: () => store.buckets(),
};
commands[command]().catch((e) => {
	console.error(e.message);
	process.exit(1);
});
